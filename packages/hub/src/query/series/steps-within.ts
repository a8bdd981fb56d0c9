import type { SeriesColumns } from './series-columns.ts'

/** Steps that are asked for, both ends included. */
export interface StepRange {
  from?: number
  to?: number
}

/** Each look is finer than the one before by what that one left out. */
const MOST_LOOKS = 4
/** A look that leaves out less than this part of its range is the last. */
const LEAST_LEFT_OUT = 1 / 4

/** The steps between which a metric's last value lies in a range, as closely as some looks at the metric tell. */
export async function stepsWithin(
  look: (steps: StepRange) => Promise<SeriesColumns[]>,
  from = -Infinity,
  to = Infinity,
): Promise<StepRange> {
  let steps: StepRange = {}
  for (let count = 0; count < MOST_LOOKS; count++) {
    const found = await look(steps)
    const rows = found.flatMap(rowsOf).sort((a, b) => a.start - b.start)
    const first = rows.findIndex(row => row.min <= to && row.max >= from)
    if (first === -1) return steps
    const last = rows.findLastIndex(row => row.min <= to && row.max >= from)
    const before = found[0]!.to - found[0]!.from
    // a value holds until the next one comes
    const end = rows[last + 1]?.start
    steps = {
      from: rows[first]!.start,
      ...(end === undefined ? steps.to !== undefined && { to: steps.to } : { to: end }),
    }
    const left = (end ?? found[0]!.to) - rows[first]!.start
    if (found.every(({ form }) => form === 'points') || left > before * (1 - LEAST_LEFT_OUT)) return steps
  }
  return steps
}

interface Row {
  start: number
  min: number
  max: number
}

function rowsOf({ form, columns }: SeriesColumns): Row[] {
  const starts = form === 'points' ? columns['step']! : columns['start']!
  const least = form === 'points' ? columns['value']! : columns['min']!
  const greatest = form === 'points' ? columns['value']! : columns['max']!
  return Array.from(starts, (start, index) => ({ start, min: least[index]!, max: greatest[index]! }))
}
