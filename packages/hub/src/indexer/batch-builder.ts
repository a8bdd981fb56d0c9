import type { JournalStretch, JournalVisitor, MetricRecord, PlainObject, RunRecord } from '@seetrain/core'
import type { JournalBatch, SeriesSource, StoredRecord } from '../store/batch.ts'
import { PointSorter } from './point-sorter.ts'
import { isUsable } from './usable-record.ts'

/** A series of the batch. */
interface Touched {
  source: SeriesSource
  key: string
  metricKind?: string
  metadata?: PlainObject
}

/** Sorts what a journal tells into a batch. Its memory is used again for the next. */
export class BatchBuilder implements JournalVisitor {
  readonly #points = new PointSorter()
  readonly #numbers: Record<SeriesSource, Map<string, number>> = { metric: new Map(), system: new Map() }
  readonly #touched: Touched[] = []
  #records: StoredRecord[] = []
  #unusable = 0
  #lastKey: string | undefined
  #lastNumber = 0

  point(key: string, step: number, value: number, time: number, epoch: number): void {
    // a difference that is 0 for whatever is finite
    if (!(step - step === 0 && time - time === 0)) {
      this.#unusable++
      return
    }
    // the points of a frame are often of one key
    if (key !== this.#lastKey) {
      this.#lastNumber = this.#numberOf('metric', key)
      this.#lastKey = key
    }
    this.#points.add(this.#lastNumber, step, value, time, epoch)
  }

  record(record: RunRecord): void {
    if (!isUsable(record)) this.#unusable++
    else if (record.kind === 'metric') this.#metric(record)
    else if (record.kind === 'system') this.#sample(record.values, record.time)
    else this.#records.push(record)
  }

  /** The batch so far, whose columns are valid until the next call of anything here. */
  take(
    { nextOffset, lost }: JournalStretch,
    texts: (records: readonly StoredRecord[]) => Map<string, string>,
  ): JournalBatch {
    const points = this.#points.take()
    const series = this.#touched.map((touched, number) => {
      const columns = points[number]!
      return { ...touched, ...columns, count: columns.values.length }
    })
    return { nextOffset, lost: lost + this.#unusable, series, records: this.#records, texts: texts(this.#records) }
  }

  clear(): void {
    this.#points.clear()
    this.#numbers.metric.clear()
    this.#numbers.system.clear()
    this.#touched.length = 0
    this.#records = []
    this.#unusable = 0
    this.#lastKey = undefined
  }

  #metric({ key, step, value, time, epoch = NaN, metricKind, metadata }: MetricRecord): void {
    const number = this.#numberOf('metric', key)
    this.#points.add(number, step, value, time, epoch)
    const touched = this.#touched[number]!
    if (typeof metricKind === 'string') touched.metricKind = metricKind
    if (metadata !== undefined) touched.metadata = metadata
  }

  #sample(values: { [key: string]: number }, time: number): void {
    for (const [key, value] of Object.entries(values))
      if (typeof value === 'number') this.#points.add(this.#numberOf('system', key), 0, value, time, NaN)
  }

  /** The place of a series in the batch, which is made with its first point. */
  #numberOf(source: SeriesSource, key: string): number {
    const numbers = this.#numbers[source]
    let number = numbers.get(key)
    if (number === undefined) {
      number = this.#touched.push({ source, key }) - 1
      numbers.set(key, number)
    }
    return number
  }
}
