import { SeeTrainError } from './seetrain-error.ts'

/** A file that several processes change in turn could not be changed, because others kept it. */
export class LockBusyError extends SeeTrainError {
  constructor(lock: string, reason: string) {
    super('LOCK_BUSY', `${lock}: ${reason}. Try again; if many processes change one thing at once, give each its own.`)
  }
}
