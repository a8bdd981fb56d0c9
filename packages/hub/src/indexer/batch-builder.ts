import type { JournalStretch, JournalVisitor, MetricRecord, PlainObject, RunRecord } from '@seetrain/core'
import type { JournalBatch, PointColumns, SeriesSource, StoredRecord } from '../store/batch.ts'
import { isUsable } from './usable-record.ts'

/** Columns are kept from batch to batch, up to this many keys. */
const MOST_COLUMNS = 50_000

/** Sorts what a journal tells into a batch. Its columns are filled anew for each batch. */
export class BatchBuilder implements JournalVisitor {
  readonly #columns: Record<SeriesSource, Map<string, Columns>> = { metric: new Map(), system: new Map() }
  #touched: Columns[] = []
  #records: StoredRecord[] = []
  #unusable = 0
  #last: Columns | undefined

  point(key: string, step: number, value: number, time: number, epoch: number): void {
    // written so that neither NaN nor an infinity passes
    if (!(step - step === 0 && time - time === 0)) this.#unusable++
    else this.#columnsOf('metric', key).add(step, value, time, epoch)
  }

  record(record: RunRecord): void {
    if (!isUsable(record)) this.#unusable++
    else if (record.kind === 'metric') this.#metric(record)
    else if (record.kind === 'system') this.#sample(record.values, record.time)
    else this.#records.push(record)
  }

  /** The batch so far, whose columns are valid until the next call of anything here. */
  take({ nextOffset, lost }: JournalStretch, texts: (records: readonly StoredRecord[]) => Map<string, string>): JournalBatch {
    const records = this.#records
    return { nextOffset, lost: lost + this.#unusable, series: this.#touched, records, texts: texts(records) }
  }

  clear(): void {
    for (const columns of this.#touched) columns.clear()
    this.#touched = []
    this.#records = []
    this.#unusable = 0
    this.#last = undefined
    if (this.#columns.metric.size > MOST_COLUMNS) this.#columns.metric.clear()
    if (this.#columns.system.size > MOST_COLUMNS) this.#columns.system.clear()
  }

  #metric({ key, step, value, time, epoch = NaN, metricKind, metadata }: MetricRecord): void {
    const columns = this.#columnsOf('metric', key)
    columns.add(step, value, time, epoch)
    if (typeof metricKind === 'string') columns.metricKind = metricKind
    if (metadata !== undefined) columns.metadata = metadata
  }

  #sample(values: { [key: string]: number }, time: number): void {
    for (const [key, value] of Object.entries(values))
      if (typeof value === 'number') this.#columnsOf('system', key).add(0, value, time, NaN)
  }

  #columnsOf(source: SeriesSource, key: string): Columns {
    // runs of points of one key are common
    if (this.#last?.key === key && this.#last.source === source) return this.#last
    const known = this.#columns[source]
    let columns = known.get(key)
    if (columns === undefined) known.set(key, (columns = new Columns(source, key)))
    if (columns.count === 0) this.#touched.push(columns)
    this.#last = columns
    return columns
  }
}

/** The points of one key, in arrays that grow. */
class Columns implements PointColumns {
  readonly source: SeriesSource
  readonly key: string
  count = 0
  steps = new Float64Array(8)
  values = new Float64Array(8)
  times = new Float64Array(8)
  epochs: Float64Array | undefined
  declare metricKind?: string
  declare metadata?: PlainObject

  constructor(source: SeriesSource, key: string) {
    this.source = source
    this.key = key
  }

  add(step: number, value: number, time: number, epoch: number): void {
    const at = this.count++
    if (at === this.values.length) this.#grow()
    this.steps[at] = step
    this.values[at] = value
    this.times[at] = time
    if (epoch === epoch) this.epochs ??= new Float64Array(this.values.length).fill(NaN)
    if (this.epochs !== undefined) this.epochs[at] = epoch
  }

  clear(): void {
    this.count = 0
    this.epochs = undefined
    delete this.metricKind
    delete this.metadata
  }

  #grow(): void {
    const grown = (column: Float64Array): Float64Array<ArrayBuffer> => {
      const larger = new Float64Array(column.length * 2)
      larger.set(column)
      return larger
    }
    this.steps = grown(this.steps)
    this.values = grown(this.values)
    this.times = grown(this.times)
    if (this.epochs !== undefined) this.epochs = grown(this.epochs)
  }
}
