import { SeeTrainError } from './seetrain-error.ts'

/** A cursor can not be read, and its sink would show twice what was delivered before. */
export class CursorDamagedError extends SeeTrainError {
  constructor(path: string, options?: { cause?: unknown }) {
    super(
      'CURSOR_DAMAGED',
      `${path}: this cursor can not be read. Restore it, or remove it to deliver the run again from its start.`,
      options,
    )
  }
}
