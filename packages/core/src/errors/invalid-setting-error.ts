import { SeeTrainError } from './seetrain-error.ts'

/** A setting in a file or an environment variable is unknown or not usable. Says where it stands and what would do. */
export class InvalidSettingError extends SeeTrainError {
  /** The file's path or the variable's name. */
  readonly source: string

  constructor(source: string, problem: string, remedy: string, options?: { cause?: unknown }) {
    super('INVALID_SETTING', `${source}: ${problem}. ${remedy}`, options)
    this.source = source
  }
}
