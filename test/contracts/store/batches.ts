import type { OpenRecord, RunRecord } from '@seetrain/core'
import type { JournalBatch, PointColumns, SeriesSource, StoredRecord } from '../../../packages/hub/src/store/batch.ts'
import type { Store } from '../../../packages/hub/src/store/store.ts'

export interface TestPoint {
  step: number
  value: number
  time: number
  epoch?: number
}

export function columnsOf(key: string, points: readonly TestPoint[], source: SeriesSource = 'metric'): PointColumns {
  // longer than needed, as those who fill columns have them
  const column = (read: (point: TestPoint) => number): Float64Array =>
    Float64Array.from({ length: points.length + 3 }, (_, at) => (at < points.length ? read(points[at]!) : -777))
  return {
    source,
    key,
    count: points.length,
    steps: column(point => point.step),
    values: column(point => point.value),
    times: column(point => point.time),
    epochs: points.some(point => point.epoch !== undefined) ? column(point => point.epoch ?? NaN) : undefined,
  }
}

export interface BatchParts {
  series?: PointColumns[]
  records?: StoredRecord[]
  texts?: [string, string][]
  lost?: number
}

/** Feeds one writer's journal to a store, batch by batch. */
export class Feeder {
  offset = 0
  readonly #store: () => Store
  readonly #runId: string
  readonly #writer: string

  constructor(store: () => Store, runId = 'run-a', writer = 'main') {
    this.#store = store
    this.#runId = runId
    this.#writer = writer
  }

  async feed(parts: BatchParts): Promise<void> {
    const nextOffset = this.offset + 100
    await this.#store().apply(this.#runId, this.#writer, this.offset, batchTo(nextOffset, parts))
    this.offset = nextOffset
  }

  points(key: string, points: readonly TestPoint[]): Promise<void> {
    return this.feed({ series: [columnsOf(key, points)] })
  }

  records(...records: StoredRecord[]): Promise<void> {
    return this.feed({ records })
  }
}

export function batchTo(
  nextOffset: number,
  { series = [], records = [], texts = [], lost = 0 }: BatchParts,
): JournalBatch {
  return { nextOffset, lost, series, records, texts: new Map(texts) }
}

export function openRecord(over: Partial<OpenRecord> = {}, writer = 'main'): OpenRecord {
  return {
    kind: 'open',
    time: 1000,
    runId: 'run-a',
    project: 'mnist',
    name: 'first',
    createdAt: 1000,
    writer: { id: writer, host: 'here', pid: 1, thread: 0 },
    resumed: false,
    version: '0.1.0',
    ...over,
  }
}

export function endRecord(
  time: number,
  state: 'finished' | 'failed' | 'killed' = 'finished',
): RunRecord & { kind: 'end' } {
  return { kind: 'end', time, state, dropped: 0 }
}
