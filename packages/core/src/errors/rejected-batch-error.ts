import { SeeTrainError } from './seetrain-error.ts'

/**
 * The other side refuses a batch for what is in it, without saying which record. The courier halves the batch until
 * the record is found. Not for refusals of the sender, such as a wrong token: those may end.
 */
export class RejectedBatchError extends SeeTrainError {
  readonly retryable = false

  constructor(reason: string, options?: { cause?: unknown }) {
    super('BATCH_REJECTED', `the batch was refused for what is in it: ${reason}`, options)
  }
}
