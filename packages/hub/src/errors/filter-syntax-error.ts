import { SeeTrainError } from '@seetrain/core'

/** A filter or a sort that can not be understood. Says where in the text. */
export class FilterSyntaxError extends SeeTrainError {
  /** Place of the first character that does not fit, from 0. */
  readonly position: number
  /** The parameter: `filter` or `sort`. */
  readonly field: string

  constructor(field: string, position: number, problem: string) {
    super('FILTER_SYNTAX', `${field}: ${problem} at position ${position + 1}.`)
    this.position = position
    this.field = field
  }
}
