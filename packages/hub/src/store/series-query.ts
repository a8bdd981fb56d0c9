import type { SeriesSource } from './batch.ts'

export type SeriesAxis = 'step' | 'time' | 'epoch'

export interface SeriesQuery {
  runs: readonly string[]
  keys: readonly string[]
  /** Default `metric`. */
  source?: SeriesSource
  /** Default `step`. Points without an epoch are not on the epoch axis. */
  axis?: SeriesAxis
  /** Range on the axis, both ends included. Default: from the least to the greatest of all series asked for. */
  from?: number
  to?: number
  /** Buckets that the range is cut into; also the most points that a series is given back as it is. At least 1. */
  buckets: number
}

/** One series per run, key and writer that has points, in the order of the query; `main` first, then writers by name. */
export interface SeriesAnswer {
  /** The range that was cut into equal buckets; `bucketOf` says which one a point belongs to. */
  from: number
  to: number
  series: Series[]
}

export interface Series {
  runId: string
  key: string
  /** Writers of one key stay apart: each has an axis of its own. */
  writer: string
  /** Points in the range. */
  total: number
  /** All points of the range when there are no more than `buckets`, else undefined. */
  points: SeriesPoints | undefined
  /** Present when `points` is not. */
  buckets: SeriesBuckets | undefined
}

/** Points in the order of logging: steps may repeat and decrease. */
export interface SeriesPoints {
  steps: Float64Array
  times: Float64Array
  values: Float64Array
  /** NaN for a point without an epoch; undefined when none has one. */
  epochs: Float64Array | undefined
}

/** One element per bucket that has points, by rising number. No point is left out, so no spike is hidden. */
export interface SeriesBuckets {
  /** Which of the equal parts of the range. */
  number: Uint32Array
  /** Points of any value. */
  count: Float64Array
  /** How many of them are not finite. */
  nan: Float64Array
  positiveInfinity: Float64Array
  negativeInfinity: Float64Array
  /** Over finite values; NaN where there are none. */
  min: Float64Array
  max: Float64Array
  mean: Float64Array
  /** Values of the first and the last point in the order of logging, whatever they are. */
  first: Float64Array
  last: Float64Array
  /** Least and greatest place on the axis. */
  start: Float64Array
  end: Float64Array
}
