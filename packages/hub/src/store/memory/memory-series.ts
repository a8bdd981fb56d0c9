import { bucketOf } from '../bucket-of.ts'
import type { Series, SeriesAnswer, SeriesAxis, SeriesBuckets, SeriesPoints, SeriesQuery } from '../series-query.ts'
import type { MemoryRun, MemorySeries, Point } from './memory-run.ts'
import { groupBy } from './group-by.ts'

interface Range {
  axis: SeriesAxis
  from: number
  to: number
  buckets: number
}

/** Answers from all points, one by one. */
export function readSeries(runs: ReadonlyMap<string, MemoryRun>, query: SeriesQuery): SeriesAnswer {
  const { axis = 'step', source = 'metric', buckets } = query
  const asked = query.runs.flatMap(runId =>
    query.keys.flatMap(key =>
      (runs.get(runId)?.series(source) ?? []).filter(series => series.key === key).map(series => ({ runId, series })),
    ),
  )
  const places = asked
    .flatMap(({ series }) => series.points.map(point => point[axis]))
    .filter(place => !Number.isNaN(place))
  const range: Range = {
    axis,
    from: query.from ?? places.reduce((one, other) => Math.min(one, other), places[0] ?? 0),
    to: query.to ?? places.reduce((one, other) => Math.max(one, other), places[0] ?? 0),
    buckets,
  }
  const series = asked.map(one => readOne(one.runId, one.series, range)).filter(one => one.total > 0)
  return { from: range.from, to: range.to, series }
}

function readOne(runId: string, { key, writer, points }: MemorySeries, range: Range): Series {
  const inside = points.filter(point => point[range.axis] >= range.from && point[range.axis] <= range.to)
  const known = { runId, key, writer, total: inside.length }
  return inside.length <= range.buckets
    ? { ...known, points: columnsOf(inside), buckets: undefined }
    : { ...known, points: undefined, buckets: bucketsOf(inside, range) }
}

function columnsOf(points: readonly Point[]): SeriesPoints {
  return {
    steps: Float64Array.from(points, point => point.step),
    times: Float64Array.from(points, point => point.time),
    values: Float64Array.from(points, point => point.value),
    epochs: points.some(point => !Number.isNaN(point.epoch))
      ? Float64Array.from(points, point => point.epoch)
      : undefined,
  }
}

function bucketsOf(points: readonly Point[], { axis, from, to, buckets }: Range): SeriesBuckets {
  const groups = [...groupBy(points, point => bucketOf(point[axis], from, to, buckets))]
    .sort(([one], [other]) => one - other)
    .map(([number, group]) => ({
      number,
      values: group.map(point => point.value),
      places: group.map(point => point[axis]),
    }))
  const column = (read: (group: (typeof groups)[number]) => number): Float64Array => Float64Array.from(groups, read)
  const count = (wanted: number) => column(({ values }) => values.filter(value => Object.is(value, wanted)).length)
  const finite = (values: readonly number[]): number[] => values.filter(Number.isFinite)
  const extreme = (values: readonly number[], choose: (one: number, other: number) => number): number =>
    values.length === 0 ? NaN : values.reduce((one, other) => choose(one, other))
  return {
    number: Uint32Array.from(groups, ({ number }) => number),
    count: column(({ values }) => values.length),
    nan: count(NaN),
    positiveInfinity: count(Infinity),
    negativeInfinity: count(-Infinity),
    min: column(({ values }) => extreme(finite(values), Math.min)),
    max: column(({ values }) => extreme(finite(values), Math.max)),
    mean: column(({ values }) => finite(values).reduce((sum, value) => sum + value, 0) / finite(values).length),
    first: column(({ values }) => values[0]!),
    last: column(({ values }) => values.at(-1)!),
    start: column(({ places }) => extreme(places, Math.min)),
    end: column(({ places }) => extreme(places, Math.max)),
  }
}
