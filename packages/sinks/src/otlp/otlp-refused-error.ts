import { SeeTrainError } from '@seetrain/core'

/** A receiver does not take a request now. The courier tries again: a token may come, a server may wake up. */
export class OtlpRefusedError extends SeeTrainError {
  readonly status: number

  constructor(url: string, status: number, reason: string) {
    super('OTLP_REFUSED', `${url} answered ${status}: ${reason}`)
    this.status = status
  }
}
