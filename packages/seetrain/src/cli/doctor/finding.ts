/** One thing that the doctor looked at. A `problem` costs data or stops work; a `note` is worth knowing. */
export interface Finding {
  about: string
  level: 'ok' | 'note' | 'problem'
  /** What was found and, unless it is well, what to do. */
  text: string
}
