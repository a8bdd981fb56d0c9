import type { SeriesAxis } from '../series-query.ts'
import type { Points } from '../batch.ts'

/** What stands for many points: a row of numbers, so that hundreds of them are read without an object each. */
export const STAT = {
  count: 0,
  nan: 1,
  positiveInfinity: 2,
  negativeInfinity: 3,
  /** Over finite values; +Infinity and -Infinity where there are none. */
  min: 4,
  max: 5,
  sum: 6,
  first: 7,
  last: 8,
  stepMin: 9,
  stepMax: 10,
  timeMin: 11,
  timeMax: 12,
  /** Points that have an epoch. */
  epochCount: 13,
  epochMin: 14,
  epochMax: 15,
} as const
export const STATS = 16

/** Where the least place on an axis stands; the greatest follows. */
export const AXIS_MIN: Readonly<Record<SeriesAxis, number>> = {
  step: STAT.stepMin,
  time: STAT.timeMin,
  epoch: STAT.epochMin,
}

export function emptyStats(): Float64Array {
  const stats = new Float64Array(STATS)
  stats[STAT.first] = stats[STAT.last] = NaN
  for (const min of [STAT.min, STAT.stepMin, STAT.timeMin, STAT.epochMin]) {
    stats[min] = Infinity
    // its maximum stands behind it
    stats[min + 1] = -Infinity
  }
  return stats
}

export function statsOf(points: Points): Float64Array {
  const stats = emptyStats()
  addPoints(stats, points)
  return stats
}

/** Takes points in that come behind those of `stats`. */
export function addPoints(stats: Float64Array, { values, steps, times, epochs }: Points): void {
  if (values.length === 0) return
  if (stats[STAT.count] === 0) stats[STAT.first] = values[0]!
  stats[STAT.last] = values[values.length - 1]!
  stats[STAT.count]! += values.length
  addValues(stats, values)
  widen(stats, STAT.stepMin, steps)
  widen(stats, STAT.timeMin, times)
  if (epochs !== undefined) stats[STAT.epochCount]! += widen(stats, STAT.epochMin, epochs)
}

/** Takes the points behind those of `into` in: `from` is a row of stats at `at`. */
export function addStats(into: Float64Array, from: Float64Array, at = 0): void {
  if (into[STAT.count] === 0) into[STAT.first] = from[at + STAT.first]!
  into[STAT.last] = from[at + STAT.last]!
  for (const sum of [STAT.count, STAT.nan, STAT.positiveInfinity, STAT.negativeInfinity, STAT.sum, STAT.epochCount])
    into[sum]! += from[at + sum]!
  for (const min of [STAT.min, STAT.stepMin, STAT.timeMin, STAT.epochMin]) {
    if (from[at + min]! < into[min]!) into[min] = from[at + min]!
    if (from[at + min + 1]! > into[min + 1]!) into[min + 1] = from[at + min + 1]!
  }
}

function addValues(stats: Float64Array, values: Float64Array): void {
  let min = stats[STAT.min]!
  let max = stats[STAT.max]!
  let sum = stats[STAT.sum]!
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!
    // 0 for what is finite, NaN for what is not
    if (value - value !== 0) countNonFinite(stats, value)
    else {
      if (value < min) min = value
      if (value > max) max = value
      sum += value
    }
  }
  stats[STAT.min] = min
  stats[STAT.max] = max
  stats[STAT.sum] = sum
}

function countNonFinite(stats: Float64Array, value: number): void {
  stats[value !== value ? STAT.nan : value > 0 ? STAT.positiveInfinity : STAT.negativeInfinity]!++
}

/** Widens a range to what a column holds; returns how many of it are not NaN. */
function widen(stats: Float64Array, at: number, column: Float64Array): number {
  let least = stats[at]!
  let greatest = stats[at + 1]!
  let count = 0
  for (let index = 0; index < column.length; index++) {
    const place = column[index]!
    if (place < least) least = place
    if (place > greatest) greatest = place
    if (place === place) count++
  }
  stats[at] = least
  stats[at + 1] = greatest
  return count
}
