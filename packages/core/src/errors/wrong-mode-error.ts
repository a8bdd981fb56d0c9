import { SeeTrainError } from './seetrain-error.ts'

/** An integration was asked for an object of another mode. */
export class WrongModeError extends SeeTrainError {
  constructor(framework: string, mode: string, asked: string, offers: string) {
    super('WRONG_MODE', `${framework}: ${asked}() does not fit, it is an integration of ${mode} mode. Use ${offers}().`)
  }
}
