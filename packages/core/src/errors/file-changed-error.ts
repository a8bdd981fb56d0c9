import { SeeTrainError } from './seetrain-error.ts'

/** Somebody wrote to a file while it was being stored. */
export class FileChangedError extends SeeTrainError {
  constructor(path: string) {
    super(
      'FILE_CHANGED',
      `file: ${path} changed while it was read, so it was not stored. Log it when it is complete: write under another name and rename.`,
    )
  }
}
