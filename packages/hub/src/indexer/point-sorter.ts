import type { Points } from '../store/batch.ts'

/**
 * Points as they come, then by the number of their series, in order. They are written one behind the other and sorted
 * once: to write each into an array of its series costs four times as much when there are a thousand.
 */
export class PointSorter {
  #count = 0
  #room = 1024
  #series = new Uint32Array(1024)
  #came = new Columns(1024)
  #sorted = new Columns(0)
  /** Points of each series so far. */
  readonly #counts: number[] = []
  #hasEpochs = false

  get count(): number {
    return this.#count
  }

  /** `series` are numbered from 0; `epoch` is NaN for none. */
  add(series: number, step: number, value: number, time: number, epoch: number): void {
    const at = this.#count++
    if (at === this.#room) this.#grow()
    this.#series[at] = series
    this.#came.steps[at] = step
    this.#came.values[at] = value
    this.#came.times[at] = time
    this.#came.epochs[at] = epoch
    if (epoch === epoch) this.#hasEpochs = true
    this.#counts[series] = (this.#counts[series] ?? 0) + 1
  }

  /** The points of each series, in memory that the next call of `add` or `clear` takes back. */
  take(): Points[] {
    const { length } = this.#counts
    const ends = new Uint32Array(length)
    for (let series = 0, end = 0; series < length; series++) ends[series] = end += this.#counts[series] ?? 0
    const columns = length === 1 ? this.#came : this.#sort(ends)
    return Array.from(ends, (end, series) => columns.part(end - (this.#counts[series] ?? 0), end, this.#hasEpochs))
  }

  clear(): void {
    this.#count = 0
    this.#counts.length = 0
    this.#hasEpochs = false
  }

  #sort(ends: Uint32Array): Columns {
    if (this.#sorted.length < this.#count) this.#sorted = new Columns(this.#room)
    const next = new Uint32Array(ends.length)
    for (let series = 1; series < ends.length; series++) next[series] = ends[series - 1]!
    const { steps, values, times, epochs } = this.#came
    const sorted = this.#sorted
    for (let from = 0; from < this.#count; from++) {
      const to = next[this.#series[from]!]!++
      sorted.steps[to] = steps[from]!
      sorted.values[to] = values[from]!
      sorted.times[to] = times[from]!
      if (this.#hasEpochs) sorted.epochs[to] = epochs[from]!
    }
    return sorted
  }

  #grow(): void {
    this.#room *= 2
    const series = new Uint32Array(this.#room)
    series.set(this.#series)
    this.#series = series
    this.#came = this.#came.grown(this.#room)
  }
}

class Columns {
  readonly steps: Float64Array
  readonly values: Float64Array
  readonly times: Float64Array
  readonly epochs: Float64Array

  constructor(length: number) {
    this.steps = new Float64Array(length)
    this.values = new Float64Array(length)
    this.times = new Float64Array(length)
    this.epochs = new Float64Array(length)
  }

  get length(): number {
    return this.values.length
  }

  part(from: number, to: number, hasEpochs: boolean): Points {
    return {
      steps: this.steps.subarray(from, to),
      values: this.values.subarray(from, to),
      times: this.times.subarray(from, to),
      epochs: hasEpochs ? this.epochs.subarray(from, to) : undefined,
    }
  }

  grown(length: number): Columns {
    const grown = new Columns(length)
    for (const name of ['steps', 'values', 'times', 'epochs'] as const) grown[name].set(this[name])
    return grown
  }
}
