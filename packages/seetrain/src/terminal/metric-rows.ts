import { sparkline } from './sparkline.ts'

/** One metric's values in the order of logging. */
export interface MetricSeries {
  key: string
  values: readonly number[]
}

const LONGEST_CHART = 40
const SHORTEST_CHART = 8
const NUMBER_WIDTH = 9
const ARROW = ' → '
/** A narrower terminal gets no first value, so that names and charts stay readable. */
const ROOM_FOR_FIRST = 50

/** One line per metric: its name, its course, its first and its last value. No line is wider than `width`. */
export function metricRows(series: readonly MetricSeries[], width = 80): string[] {
  const showFirst = width >= ROOM_FOR_FIRST
  const room = width - 2 - 2 - (showFirst ? 2 * NUMBER_WIDTH + ARROW.length : NUMBER_WIDTH)
  const longestKey = series.reduce((longest, { key }) => Math.max(longest, [...key].length), 0)
  const chartWidth = Math.min(LONGEST_CHART, Math.max(SHORTEST_CHART, room - longestKey))
  const keyWidth = Math.min(longestKey, Math.max(1, room - chartWidth))
  return series.map(({ key, values }) => {
    const name = cut(key.replace(/\p{Cc}/gu, '?'), keyWidth).padEnd(keyWidth) // a name must not steer the terminal
    const chart = sparkline(values, chartWidth).padEnd(chartWidth)
    const first = showFirst ? shortNumber(values[0]).padStart(NUMBER_WIDTH) + ARROW : ''
    return cut(`${name}  ${chart}  ${first}${shortNumber(values.at(-1))}`.trimEnd(), width)
  })
}

/** The first `width` characters, the last of them `…` when something is missing. */
export function cut(text: string, width: number): string {
  const characters = [...text]
  if (characters.length <= width) return text
  return width < 1 ? '' : `${characters.slice(0, width - 1).join('')}…`
}

/** Four significant digits, never more than nine characters. */
export function shortNumber(value: number | undefined): string {
  if (value === undefined) return ''
  if (!Number.isFinite(value) || value === 0) return String(value)
  const size = Math.abs(value)
  if (size >= 1e6 || size < 1e-4) return value.toExponential(2)
  return String(Number(value.toPrecision(size >= 1000 ? 6 : 4)))
}
