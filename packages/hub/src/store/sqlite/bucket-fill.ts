import type { Points } from '../batch.ts'
import { bucketOf } from '../bucket-of.ts'
import type { SeriesAxis, SeriesBuckets } from '../series-query.ts'
import { AXIS_MIN, STAT } from './point-stats.ts'
import type { SeriesVisitor } from './series-walk.ts'

export interface AxisRange {
  axis: SeriesAxis
  from: number
  to: number
  buckets: number
}

/** Fills buckets. Takes statistics where all of their points fall into one, and looks at points where they do not. */
export class BucketFill implements SeriesVisitor {
  total = 0
  readonly #range: AxisRange
  readonly #count: Float64Array
  readonly #nan: Float64Array
  readonly #positiveInfinity: Float64Array
  readonly #negativeInfinity: Float64Array
  readonly #min: Float64Array
  readonly #max: Float64Array
  readonly #sum: Float64Array
  readonly #first: Float64Array
  readonly #last: Float64Array
  readonly #start: Float64Array
  readonly #end: Float64Array

  constructor(range: AxisRange) {
    this.#range = range
    const column = (fill = 0): Float64Array => new Float64Array(range.buckets).fill(fill)
    this.#count = column()
    this.#nan = column()
    this.#positiveInfinity = column()
    this.#negativeInfinity = column()
    this.#min = column(Infinity)
    this.#max = column(-Infinity)
    this.#sum = column()
    this.#first = column()
    this.#last = column()
    this.#start = column(Infinity)
    this.#end = column(-Infinity)
  }

  open(stats: Float64Array, at: number): boolean {
    const { axis, from, to, buckets } = this.#range
    const axisAt = at + AXIS_MIN[axis]
    const least = stats[axisAt]!
    const greatest = stats[axisAt + 1]!
    if (greatest < from || least > to) return false
    const isWhole = axis !== 'epoch' || stats[at + STAT.epochCount] === stats[at + STAT.count]
    if (!isWhole || least < from || greatest > to) return true
    const bucket = bucketOf(least, from, to, buckets)
    if (bucket !== bucketOf(greatest, from, to, buckets)) return true
    this.#addStats(bucket, stats, at, least, greatest)
    return false
  }

  points(points: Points): void {
    const { axis, from, to, buckets } = this.#range
    const places = axis === 'step' ? points.steps : axis === 'time' ? points.times : points.epochs
    if (places === undefined) return
    const { values } = points
    for (let index = 0; index < values.length;) {
      const place = places[index]!
      const value = values[index]!
      if (!(place >= from && place <= to)) index++
      else if (value - value === 0) index = this.#addStretch(places, values, index)
      else this.#addOdd(bucketOf(place, from, to, buckets), place, values[index++]!)
    }
  }

  /** The buckets that have points. */
  result(): SeriesBuckets {
    const number = Uint32Array.from(this.#count.keys()).filter(bucket => this.#count[bucket]! > 0)
    const pick = (column: Float64Array): Float64Array => Float64Array.from(number, bucket => column[bucket]!)
    const finite = Float64Array.from(number, bucket => this.#finiteIn(bucket))
    const overFinite = (column: Float64Array): Float64Array =>
      Float64Array.from(number, (bucket, index) => (finite[index] === 0 ? NaN : column[bucket]!))
    return {
      number,
      count: pick(this.#count),
      nan: pick(this.#nan),
      positiveInfinity: pick(this.#positiveInfinity),
      negativeInfinity: pick(this.#negativeInfinity),
      min: overFinite(this.#min),
      max: overFinite(this.#max),
      mean: Float64Array.from(number, (bucket, index) => this.#sum[bucket]! / finite[index]!),
      first: pick(this.#first),
      last: pick(this.#last),
      start: pick(this.#start),
      end: pick(this.#end),
    }
  }

  #finiteIn(bucket: number): number {
    return this.#count[bucket]! - this.#nan[bucket]! - this.#positiveInfinity[bucket]! - this.#negativeInfinity[bucket]!
  }

  #addStats(bucket: number, stats: Float64Array, at: number, least: number, greatest: number): void {
    this.#countIn(bucket, stats[at + STAT.count]!, stats[at + STAT.first]!, stats[at + STAT.last]!)
    this.#nan[bucket]! += stats[at + STAT.nan]!
    this.#positiveInfinity[bucket]! += stats[at + STAT.positiveInfinity]!
    this.#negativeInfinity[bucket]! += stats[at + STAT.negativeInfinity]!
    this.#sum[bucket]! += stats[at + STAT.sum]!
    this.#widen(bucket, stats[at + STAT.min]!, stats[at + STAT.max]!, least, greatest)
  }

  /**
   * Adds the finite values from an index on that fall into one bucket, and returns where that ends. They are put together
   * first: writing each into the columns takes three times as long.
   */
  #addStretch(places: Float64Array, values: Float64Array, first: number): number {
    const { from, to, buckets } = this.#range
    const bucket = bucketOf(places[first]!, from, to, buckets)
    let [sum, min, max, start, end] = [0, Infinity, -Infinity, Infinity, -Infinity]
    let index = first
    for (; index < values.length; index++) {
      const place = places[index]!
      const value = values[index]!
      if (value - value !== 0 || !(place >= from && place <= to)) break
      if (bucketOf(place, from, to, buckets) !== bucket) break
      sum += value
      if (value < min) min = value
      if (value > max) max = value
      if (place < start) start = place
      if (place > end) end = place
    }
    this.#sum[bucket]! += sum
    this.#widen(bucket, min, max, start, end)
    this.#countIn(bucket, index - first, values[first]!, values[index - 1]!)
    return index
  }

  #addOdd(bucket: number, place: number, value: number): void {
    const column = value !== value ? this.#nan : value > 0 ? this.#positiveInfinity : this.#negativeInfinity
    column[bucket]!++
    this.#widen(bucket, Infinity, -Infinity, place, place)
    this.#countIn(bucket, 1, value, value)
  }

  #countIn(bucket: number, count: number, first: number, last: number): void {
    if (this.#count[bucket] === 0) this.#first[bucket] = first
    this.#last[bucket] = last
    this.#count[bucket]! += count
    this.total += count
  }

  #widen(bucket: number, min: number, max: number, start: number, end: number): void {
    if (min < this.#min[bucket]!) this.#min[bucket] = min
    if (max > this.#max[bucket]!) this.#max[bucket] = max
    if (start < this.#start[bucket]!) this.#start[bucket] = start
    if (end > this.#end[bucket]!) this.#end[bucket] = end
  }
}
