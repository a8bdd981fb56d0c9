import { SeeTrainError } from './seetrain-error.ts'

/** Somebody else delivers this run to this sink. */
export class CursorLockedError extends SeeTrainError {
  constructor(cursor: string, holder: string, remedy: string, options?: { cause?: unknown }) {
    super('CURSOR_LOCKED', `${cursor}: ${holder} delivers this run to this sink already. ${remedy}`, options)
  }
}
