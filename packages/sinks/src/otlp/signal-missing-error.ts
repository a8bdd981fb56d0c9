import { SeeTrainError } from '@seetrain/core'
import type { Signal } from '@seetrain/otlp'

/** A receiver has no address for traces, metrics or logs. Many take traces alone. */
export class SignalMissingError extends SeeTrainError {
  constructor(signal: Signal, url: string, status: number) {
    super('OTLP_SIGNAL_MISSING', `${url} answers ${status}: it takes no ${signal}.`)
  }
}
