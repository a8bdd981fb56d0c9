/** One series as a chart draws it: rising places on the x axis, each once, with what lies there. */
export interface Line {
  runId: string
  key: string
  writer: string
  x: Float64Array
  /** Mean of the finite values at that place; NaN where there are none. */
  mean: Float64Array
  min: Float64Array
  max: Float64Array
  last: Float64Array
  /** Points behind each place, and how many of them are NaN, Infinity, -Infinity. */
  count: Float64Array
  nan: Float64Array
  positiveInfinity: Float64Array
  negativeInfinity: Float64Array
  /** Points of the series in the asked range. */
  total: number
  /** False when every logged point is a place of its own: nothing finer is there to fetch. */
  bucketed: boolean
}

export type AxisName = 'step' | 'time' | 'relative' | 'epoch' | `metric:${string}`

export interface SeriesRequest {
  runs: readonly string[]
  keys: readonly string[]
  source: 'metric' | 'system'
  axis: AxisName
  from?: number
  to?: number
  buckets: number
}
