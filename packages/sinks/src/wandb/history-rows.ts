import type { Plain } from '@seetrain/core'

/** Where a point stands when its own step is not to be had; hidden from charts by its underscore. */
export const STEP_PREFIX = '_seetrain_step/'

export interface Row {
  step: number
  time: number
  values: Map<string, Plain>
}

/**
 * Turns points, each with a step of its own, into W&B's rows: one row per step, with steps that rise. Points of one
 * step share its row. A point whose step lies behind, or whose key has a value in the row already, goes into the present
 * or the next row, and its step is kept beside it as `_seetrain_step/<key>`.
 */
export class HistoryRows {
  readonly #write: (row: Row) => void
  #row: Row | undefined
  #lastStep: number

  constructor(write: (row: Row) => void, lastStep = -1, row?: Row) {
    this.#write = write
    this.#lastStep = lastStep
    this.#row = row
  }

  /** The row that may still get values, and the step of the one before. */
  get state(): { lastStep: number; row?: Row } {
    return { lastStep: this.#lastStep, ...(this.#row && { row: this.#row }) }
  }

  /** Returns the row that the value went into. */
  add(key: string, value: Plain, { step, time }: { step: number; time: number }): Row {
    const row = this.#rowFor(key, step, time)
    row.values.set(key, value)
    if (row.step !== step) row.values.set(STEP_PREFIX + key, step)
    row.time = time
    return row
  }

  /** Writes the present row: what comes at its step later has a row of its own. */
  end(): void {
    if (this.#row === undefined) return
    this.#write(this.#row)
    this.#lastStep = this.#row.step
    this.#row = undefined
  }

  #rowFor(key: string, step: number, time: number): Row {
    const row = this.#row
    if (row && step <= row.step && !row.values.has(key)) return row
    const last = row?.step ?? this.#lastStep
    this.end()
    return (this.#row = { step: Math.max(Math.round(step), last + 1), time, values: new Map() })
  }
}
