import type { SeriesColumns } from './series-columns.ts'

/**
 * Puts a series on the axis of another metric of its run: each place becomes the value that the other metric had last,
 * at that step or before. What lies before its first value has no place and is left out.
 */
export function placeByMetric(series: SeriesColumns, other: SeriesColumns, from: number, to: number): SeriesColumns {
  const look = lookUp(other)
  const steps = series.form === 'points' ? series.columns['step']! : series.columns['end']!
  const places = steps.map(look)
  const kept: number[] = []
  for (const [index, place] of places.entries()) if (place >= from && place <= to) kept.push(index)
  const columns: { [name: string]: Float64Array } = {}
  for (const [name, column] of Object.entries(series.columns)) columns[name] = pick(column, kept)
  const x = pick(places, kept)
  if (series.form === 'points') columns['x'] = x
  else Object.assign(columns, { start: x, end: x })
  return { ...series, ...extent(x), columns }
}

/** The last value at a step or before; NaN before the first. */
function lookUp(other: SeriesColumns): (step: number) => number {
  const isPoints = other.form === 'points'
  const at = isPoints ? other.columns['step']! : other.columns['end']!
  const values = isPoints ? other.columns['value']! : other.columns['last']!
  // stable: of equal steps the later one counts
  const order = [...at.keys()].sort((a, b) => at[a]! - at[b]!)
  return step => {
    let low = 0
    let high = order.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (at[order[middle]!]! <= step) low = middle + 1
      else high = middle
    }
    return low === 0 ? Number.NaN : values[order[low - 1]!]!
  }
}

function pick(column: Float64Array, indexes: readonly number[]): Float64Array {
  return Float64Array.from(indexes, index => column[index]!)
}

function extent(places: Float64Array): { from: number; to: number } {
  if (places.length === 0) return { from: 0, to: 0 }
  let [from, to] = [Infinity, -Infinity]
  for (const place of places) {
    from = Math.min(from, place)
    to = Math.max(to, place)
  }
  return { from, to }
}
