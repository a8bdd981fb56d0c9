/** Whose rows they are. */
export interface Origin {
  /** Number of the run in this file. */
  run: number
  writer: string
}
