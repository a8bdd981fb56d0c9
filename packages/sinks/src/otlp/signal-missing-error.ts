import { SeeTrainError } from '@seetrain/core'
import type { Signal } from '@seetrain/otlp'

/** A receiver has no address for traces, metrics or logs. Many take traces alone. */
export class SignalMissingError extends SeeTrainError {
  constructor(signal: Signal, url: string, status: number) {
    const remedy = signal === 'traces' ? ` Check the endpoint: it is what stands before /v1/traces.` : ''
    super('OTLP_SIGNAL_MISSING', `${url} answers ${status}: it takes no ${signal}.${remedy}`)
  }
}
