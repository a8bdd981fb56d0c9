import { SeeTrainError } from './seetrain-error.ts'

/** Something did not end in its time. */
export class DeadlineError extends SeeTrainError {
  constructor(what: string, milliseconds: number) {
    super('DEADLINE', `${what}: not done within ${milliseconds} ms.`)
  }
}
