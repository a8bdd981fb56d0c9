import { SeeTrainError } from './seetrain-error.ts'

/** A sink can never deliver one record of a batch. The courier sets that record aside and delivers the rest. */
export class PoisonRecordError extends SeeTrainError {
  readonly index: number
  readonly reason: string

  constructor(index: number, reason: string, options?: { cause?: unknown }) {
    super('POISON_RECORD', `record ${index} of the batch can not be delivered: ${reason}`, options)
    this.index = index
    this.reason = reason
  }
}
