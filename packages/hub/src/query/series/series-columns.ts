import type { Series, SeriesBuckets, SeriesPoints } from '../../store/series-query.ts'

/** A series as the API gives it: columns of one length, by name. */
export interface SeriesColumns {
  runId: string
  key: string
  writer: string
  /** Points in the range. */
  total: number
  /** The range that was cut into buckets. */
  from: number
  to: number
  /** `points`: every point of the range. `buckets`: there are more, and each row stands for several. */
  form: 'points' | 'buckets'
  columns: { [name: string]: Float64Array }
}

/** What lies where on the axis of the answer: the store's axes, moved by `origin`. */
export function columnsOf(series: Series, range: { from: number; to: number }, axis: Axis, origin = 0): SeriesColumns {
  const { runId, key, writer, total, points, buckets } = series
  const head = { runId, key, writer, total, from: range.from - origin, to: range.to - origin }
  if (points !== undefined) return { ...head, form: 'points', columns: pointColumns(points, axis, origin) }
  return { ...head, form: 'buckets', columns: bucketColumns(buckets!, origin) }
}

type Axis = 'step' | 'time' | 'epoch'

function pointColumns(points: SeriesPoints, axis: Axis, origin: number): { [name: string]: Float64Array } {
  const { steps, times, values, epochs } = points
  const places = { step: steps, time: times, epoch: epochs ?? new Float64Array(values.length).fill(Number.NaN) }
  return {
    x: moved(places[axis], origin),
    step: steps,
    time: times,
    value: values,
    ...(epochs !== undefined && { epoch: epochs }),
  }
}

function bucketColumns(buckets: SeriesBuckets, origin: number): { [name: string]: Float64Array } {
  const { number, count, min, max, mean, first, last, start, end, ...rare } = buckets
  const columns: { [name: string]: Float64Array } = {
    number: Float64Array.from(number),
    start: moved(start, origin),
    end: moved(end, origin),
    count,
    min,
    max,
    mean,
    first,
    last,
  }
  // most series are finite throughout
  for (const [name, counts] of Object.entries(rare)) if (counts.some(count => count > 0)) columns[name] = counts
  return columns
}

function moved(places: Float64Array, origin: number): Float64Array {
  return origin === 0 ? places : places.map(place => place - origin)
}
