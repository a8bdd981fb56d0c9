import { SeeTrainError } from '@seetrain/core'

/** Which blobs are still needed can not be told, so none may be removed. */
export class GarbageUnsureError extends SeeTrainError {
  constructor(reason: string, options?: { cause?: unknown }) {
    super(
      'GARBAGE_UNSURE',
      `blobs: ${reason}, and it may need any of them. Repair or remove it, and try again.`,
      options,
    )
  }
}
