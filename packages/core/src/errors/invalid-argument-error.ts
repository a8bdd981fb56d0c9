import { describe } from './describe.ts'
import { SeeTrainError } from './seetrain-error.ts'

/** A value that a caller passed is not usable. Says which field, what came, and what would do. */
export class InvalidArgumentError extends SeeTrainError {
  readonly field: string

  constructor(field: string, came: unknown, remedy: string) {
    super('INVALID_ARGUMENT', `${field}: got ${describe(came)}. ${remedy}`)
    this.field = field
  }
}
