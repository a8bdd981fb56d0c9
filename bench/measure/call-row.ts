import { digits } from './format.ts'
import type { Standing } from './rounds.ts'
import type { Row } from './table.ts'

export const CALL_HEADINGS: Row = ['', 'median', 'from … to', '× first', 'drain', 'on disk', 'target']

/** A contender as a line of the table. */
export function callRow({ title, nanoseconds, range, ratio, drainMs, bytes }: Standing, target: string): Row {
  return [
    title,
    `${digits(nanoseconds)} ns`,
    `${digits(range[0])} … ${digits(range[1])}`,
    digits(ratio),
    drainMs < 0.1 ? undefined : `${digits(drainMs)} ms`,
    bytes === 0 ? undefined : `${bytes.toFixed(1)} B`,
    target,
  ]
}
