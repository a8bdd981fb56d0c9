import { SeeTrainError } from '@seetrain/core'

/** A service did not take a message. `blamesContent`: it never will. */
export class NotToldError extends SeeTrainError {
  readonly blamesContent: boolean

  constructor(
    service: string,
    reason: string,
    { blamesContent = false, cause }: { blamesContent?: boolean; cause?: unknown } = {},
  ) {
    super('NOT_TOLD', `${service} did not take a message: ${reason}`, cause === undefined ? undefined : { cause })
    this.blamesContent = blamesContent
  }
}
