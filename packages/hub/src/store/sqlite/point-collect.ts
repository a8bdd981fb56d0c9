import type { SeriesPoints } from '../series-query.ts'
import type { AxisRange } from './bucket-fill.ts'
import type { Points } from '../batch.ts'
import { AXIS_MIN } from './point-stats.ts'
import type { SeriesVisitor } from './series-walk.ts'

/** Collects the points of a range as they are. For ranges that are known to hold few. */
export class PointCollect implements SeriesVisitor {
  readonly #range: AxisRange
  readonly #steps: number[] = []
  readonly #times: number[] = []
  readonly #values: number[] = []
  readonly #epochs: number[] = []
  #hasEpochs = false

  constructor(range: AxisRange) {
    this.#range = range
  }

  open(stats: Float64Array, at: number): boolean {
    const axisAt = at + AXIS_MIN[this.#range.axis]
    return stats[axisAt + 1]! >= this.#range.from && stats[axisAt]! <= this.#range.to
  }

  points({ steps, times, values, epochs }: Points): void {
    const { axis, from, to } = this.#range
    const places = axis === 'step' ? steps : axis === 'time' ? times : epochs
    if (places === undefined) return
    for (let index = 0; index < values.length; index++) {
      if (!(places[index]! >= from && places[index]! <= to)) continue
      this.#steps.push(steps[index]!)
      this.#times.push(times[index]!)
      this.#values.push(values[index]!)
      const epoch = epochs?.[index] ?? NaN
      this.#epochs.push(epoch)
      this.#hasEpochs ||= epoch === epoch
    }
  }

  result(): SeriesPoints {
    return {
      steps: Float64Array.from(this.#steps),
      times: Float64Array.from(this.#times),
      values: Float64Array.from(this.#values),
      epochs: this.#hasEpochs ? Float64Array.from(this.#epochs) : undefined,
    }
  }
}
