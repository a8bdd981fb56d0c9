import { SeeTrainError } from '@seetrain/core'

/** A batch begins behind what is stored: applying it would leave a hole. */
export class GapError extends SeeTrainError {
  /** Where the next batch has to begin. */
  readonly offset: number

  constructor(runId: string, writer: string, fromOffset: number, offset: number) {
    super(
      'GAP',
      `fromOffset: got ${fromOffset} for run "${runId}", writer "${writer}", which is stored up to ${offset}. Read the journal from ${offset}.`,
    )
    this.offset = offset
  }
}
