import type { DecodedSeries } from '../api/decode-series.ts'
import type { AxisName, Line } from '../api/series.ts'

/** What lies at one place of the axis while equal places are put together. */
interface Place {
  x: number
  sum: number
  finite: number
  min: number
  max: number
  last: number
  count: number
  nan: number
  positiveInfinity: number
  negativeInfinity: number
}

/**
 * Rising places from points in the order of logging: steps that repeat or go back share a place, where the line is their
 * mean and the band spans them all.
 */
export function lineOf(series: DecodedSeries): Line {
  const bucketed = series.form === 'buckets'
  const places = bucketed ? placesOfBuckets(series) : placesOfPoints(series)
  const rising = mergeEqual(places.filter(place => !Number.isNaN(place.x)).sort((a, b) => a.x - b.x))
  const column = (pick: (place: Place) => number) => Float64Array.from(rising, pick)
  return {
    runId: series.runId,
    key: series.key,
    writer: series.writer,
    total: series.total,
    bucketed,
    x: column(place => place.x),
    mean: column(place => (place.finite > 0 ? place.sum / place.finite : Number.NaN)),
    min: column(place => place.min),
    max: column(place => place.max),
    last: column(place => place.last),
    count: column(place => place.count),
    nan: column(place => place.nan),
    positiveInfinity: column(place => place.positiveInfinity),
    negativeInfinity: column(place => place.negativeInfinity),
  }
}

function placesOfPoints({ columns, length }: DecodedSeries): Place[] {
  return Array.from({ length }, (_, index) => {
    const value = columns.value![index]!
    const finite = Number.isFinite(value)
    return {
      x: columns.x![index]!,
      sum: finite ? value : 0,
      finite: finite ? 1 : 0,
      min: finite ? value : Number.NaN,
      max: finite ? value : Number.NaN,
      last: value,
      count: 1,
      nan: Number.isNaN(value) ? 1 : 0,
      positiveInfinity: value === Infinity ? 1 : 0,
      negativeInfinity: value === -Infinity ? 1 : 0,
    }
  })
}

function placesOfBuckets({ columns, length }: DecodedSeries): Place[] {
  // columns of what no bucket has are left out
  const at = (name: string, index: number) => columns[name]?.[index] ?? 0
  return Array.from({ length }, (_, index) => {
    const count = at('count', index)
    const nan = at('nan', index)
    const positiveInfinity = at('positiveInfinity', index)
    const negativeInfinity = at('negativeInfinity', index)
    const finite = count - nan - positiveInfinity - negativeInfinity
    return {
      x: (at('start', index) + at('end', index)) / 2,
      sum: finite > 0 ? at('mean', index) * finite : 0,
      finite,
      min: at('min', index),
      max: at('max', index),
      last: at('last', index),
      count,
      nan,
      positiveInfinity,
      negativeInfinity,
    }
  })
}

function mergeEqual(sorted: Place[]): Place[] {
  const merged: Place[] = []
  for (const place of sorted) {
    const before = merged.at(-1)
    if (before === undefined || before.x !== place.x) merged.push({ ...place })
    else absorb(before, place)
  }
  return merged
}

function absorb(into: Place, place: Place): void {
  into.sum += place.sum
  into.finite += place.finite
  into.min = lesser(into.min, place.min)
  into.max = -lesser(-into.max, -place.max)
  into.last = place.last
  into.count += place.count
  into.nan += place.nan
  into.positiveInfinity += place.positiveInfinity
  into.negativeInfinity += place.negativeInfinity
}

/** The lesser of two numbers, of which either may be NaN for "none". */
function lesser(a: number, b: number): number {
  if (Number.isNaN(a)) return b
  return Number.isNaN(b) ? a : Math.min(a, b)
}

/** The name of an axis as a reader knows it. */
export function axisTitle(axis: AxisName): string {
  if (axis.startsWith('metric:')) return axis.slice('metric:'.length)
  return { step: 'step', time: 'time', relative: 'time since start', epoch: 'epoch' }[axis as 'step'] ?? axis
}
