import { SeeTrainError } from '@seetrain/core'

const FORBIDDEN: readonly number[] = [401, 403]
const CREDENTIALS = 'Check the token in the option "headers", or in OTEL_EXPORTER_OTLP_HEADERS.'

/** A receiver does not take a request now. The courier tries again: a token may come, a server may wake up. */
export class OtlpRefusedError extends SeeTrainError {
  readonly status: number

  constructor(url: string, status: number, reason: string) {
    const remedy = FORBIDDEN.includes(status) ? ` ${CREDENTIALS}` : ''
    super('OTLP_REFUSED', `${url} answered ${status}: ${reason.replace(/\.$/, '')}.${remedy}`)
    this.status = status
  }
}
