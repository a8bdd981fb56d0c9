import type { MetricProcessor } from '../contracts/run.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'

export interface TrailingMeanOptions {
  /** Points that the mean looks back on, the present one included. Default 5. */
  window?: number
  /** Appended to the key. Default `_smoothed`. */
  suffix?: string
  /** Which keys are smoothed. Default: all. */
  keys?: (key: string) => boolean
}

/** Derives `<key>_smoothed`, the mean of the last points of each key. NaN points are left out of the mean. */
export function trailingMean({
  window = 5,
  suffix = '_smoothed',
  keys = () => true,
}: TrailingMeanOptions = {}): MetricProcessor {
  if (!Number.isSafeInteger(window) || window < 1)
    throw new InvalidArgumentError('window', window, 'Pass a whole number of points from 1.')
  const histories = new Map<string, number[]>()
  return {
    name: 'trailing-mean',
    process({ key, value }, emit) {
      if (!keys(key)) return
      let history = histories.get(key)
      if (history === undefined) histories.set(key, (history = []))
      history.push(value)
      if (history.length > window) history.shift()
      const numbers = history.filter(number => !Number.isNaN(number))
      emit(key + suffix, numbers.reduce((sum, number) => sum + number, 0) / numbers.length)
    },
  }
}
