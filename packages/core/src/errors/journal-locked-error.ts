import { SeeTrainError } from './seetrain-error.ts'

/** Another writer has this journal. */
export class JournalLockedError extends SeeTrainError {
  constructor(folder: string, holder: string, remedy: string) {
    super('JOURNAL_LOCKED', `${folder}: the journal is being written by ${holder}. ${remedy}`)
  }
}
