import type { Line } from '../api/series.ts'
import { smooth, type Smoothing } from './smooth.ts'

/** A line with its band, named and coloured, ready to be drawn. */
export interface ChartLine {
  name: string
  color: string
  dash: number[] | undefined
  x: Float64Array
  value: Float64Array
  low: Float64Array
  high: Float64Array
  /** The line without smoothing, drawn faintly; undefined when nothing was smoothed. */
  raw: Float64Array | undefined
  /** Places with values that a chart has no height for. */
  nan: number[]
  positiveInfinity: number[]
  negativeInfinity: number[]
}

export interface LineStyle {
  name: string
  color: string
  dash: number[] | undefined
}

export function chartLine(line: Line, style: LineStyle, smoothing: Smoothing): ChartLine {
  const value = smooth(line.x, line.mean, smoothing)
  const places = (counts: Float64Array) => Array.from(line.x).filter((_, index) => counts[index]! > 0)
  return {
    ...style,
    x: line.x,
    value,
    low: line.min,
    high: line.max,
    raw: value === line.mean ? undefined : line.mean,
    nan: places(line.nan),
    positiveInfinity: places(line.positiveInfinity),
    negativeInfinity: places(line.negativeInfinity),
  }
}
