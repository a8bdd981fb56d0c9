import { SeeTrainError } from '@seetrain/core'

/** A hub does not take what it was sent. The courier tries again: a token may come, a disk may get room. */
export class HubRefusedError extends SeeTrainError {
  readonly status: number

  constructor(what: string, status: number, reason: string) {
    super('HUB_REFUSED', `${what}: the hub answered ${status}: ${reason}`)
    this.status = status
  }
}
