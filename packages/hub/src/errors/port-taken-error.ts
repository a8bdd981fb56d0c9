import { SeeTrainError } from '@seetrain/core'

/** Somebody else listens at the address that the hub was to have. */
export class PortTakenError extends SeeTrainError {
  constructor(host: string, port: number, options?: { cause?: unknown }) {
    super('PORT_TAKEN', `port: ${port} of ${host} is taken. Name another with --port; 0 finds a free one.`, options)
  }
}
