import type { StoreReader } from '../../../store/store.ts'
import { compareNumbers, type MetricPoint } from './metric-points.ts'

/** The points of a metric as columns: a chart needs a few of many, and objects are made of those alone. */
export interface MetricSeries {
  readonly length: number
  steps: Float64Array
  times: Float64Array
  values: Float64Array
}

export type SeriesOrder = (series: MetricSeries, a: number, b: number) => number

/** By time, then step, then value: the order of a history. */
export const byTime: SeriesOrder = ({ times, steps, values }, a, b) =>
  times[a]! - times[b]! || steps[a]! - steps[b]! || compareNumbers(values[a]!, values[b]!)

/** By step, then time, then value: the order of a chart. */
export const byStep: SeriesOrder = ({ times, steps, values }, a, b) =>
  steps[a]! - steps[b]! || times[a]! - times[b]! || compareNumbers(values[a]!, values[b]!)

/** More than a metric has: the store gives every point. */
const ALL = Number.MAX_SAFE_INTEGER

export interface SeriesPlace {
  run: string
  key: string
  /** Steps from here to there; all where these are missing. */
  from?: number | undefined
  to?: number | undefined
}

/** The points of a metric in an order, each once: what was sent again after a restart may be in the journal twice. */
export async function readSeries(
  store: StoreReader,
  { run, key, from, to }: SeriesPlace,
  order: SeriesOrder,
): Promise<MetricSeries> {
  const range = from === undefined || to === undefined ? {} : { from, to }
  const { series } = await store.series({ runs: [run], keys: [key], buckets: ALL, ...range })
  const parts = series.flatMap(({ points }) => points ?? [])
  const only = parts.length === 1 ? parts[0] : undefined
  const all: MetricSeries = {
    length: parts.reduce((sum, { steps }) => sum + steps.length, 0),
    steps: only?.steps ?? joined(parts.map(({ steps }) => steps)),
    times: only?.times ?? joined(parts.map(({ times }) => times)),
    values: only?.values ?? joined(parts.map(({ values }) => values)),
  }
  return isOrdered(all, order) ? all : ordered(all, order)
}

function isOrdered(series: MetricSeries, order: SeriesOrder): boolean {
  for (let at = 1; at < series.length; at++) if (order(series, at - 1, at) >= 0) return false
  return true
}

function ordered(series: MetricSeries, order: SeriesOrder): MetricSeries {
  const places = Uint32Array.from({ length: series.length }, (_, place) => place)
  places.sort((a, b) => order(series, a, b))
  // both orders have equal points side by side
  return chosen(
    series,
    places.filter((place, at) => at === 0 || order(series, places[at - 1]!, place) !== 0),
  )
}

/** The points at some places. */
export function chosen({ steps, times, values }: MetricSeries, places: Uint32Array): MetricSeries {
  const at = (column: Float64Array): Float64Array => Float64Array.from(places, place => column[place]!)
  return { length: places.length, steps: at(steps), times: at(times), values: at(values) }
}

/** Points as objects, from one place to before another. */
export function pointsOf(key: string, series: MetricSeries, from = 0, to = series.length): MetricPoint[] {
  const points: MetricPoint[] = []
  for (let at = Math.max(0, from); at < Math.min(to, series.length); at++)
    points.push({ key, step: series.steps[at]!, timestamp: series.times[at]!, value: series.values[at]! })
  return points
}

function joined(columns: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(columns.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const column of columns) {
    all.set(column, at)
    at += column.length
  }
  return all
}
