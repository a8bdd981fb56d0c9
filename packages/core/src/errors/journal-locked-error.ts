import { SeeTrainError } from './seetrain-error.ts'

/** Another writer has this journal. */
export class JournalLockedError extends SeeTrainError {
  /** The thread that was refused is the holder itself. */
  readonly isOurs: boolean

  constructor(folder: string, holder: string, remedy: string, isOurs = false) {
    super('JOURNAL_LOCKED', `${folder}: the journal is being written by ${holder}. ${remedy}`)
    this.isOurs = isOurs
  }
}
