import type { PlainObject, SpanRecord } from '@seetrain/core'
import type { JournalBatch, SeriesSource, StoredRecord } from '../batch.ts'
import type { ConsoleLine } from '../content-query.ts'
import { latestTime } from '../latest-time.ts'
import { isStory, RunFold } from '../run-fold.ts'
import { compareWriters } from '../writer-order.ts'
import { copyPlain } from '../plain-text.ts'

export interface Point {
  step: number
  value: number
  time: number
  epoch: number
}

export interface MemorySeries {
  source: SeriesSource
  key: string
  writer: string
  points: Point[]
  metricKind: string | undefined
  metadata: PlainObject | undefined
}

/** What one writer of a run logged. */
export interface MemoryWriter {
  writer: string
  offset: number
  lost: number
  records: StoredRecord[]
  series: MemorySeries[]
  /** Words of its text media. */
  texts: Map<string, string>
}

/** Everything of one run, as it came. */
export class MemoryRun {
  readonly id: string
  alive = true
  updatedAt = 0
  readonly #writers = new Map<string, MemoryWriter>()

  constructor(id: string) {
    this.id = id
  }

  /** `main` first, then by name. */
  get writers(): MemoryWriter[] {
    return [...this.#writers.values()].sort((one, other) => compareWriters(one.writer, other.writer))
  }

  get fold(): RunFold {
    return RunFold.of(new Map(this.writers.map(({ writer, records }) => [writer, records.filter(isStory)])))
  }

  writer(name: string): MemoryWriter {
    let writer = this.#writers.get(name)
    if (writer === undefined) {
      writer = { writer: name, offset: 0, lost: 0, records: [], series: [], texts: new Map() }
      this.#writers.set(name, writer)
    }
    return writer
  }

  apply(name: string, batch: JournalBatch): void {
    const writer = this.writer(name)
    writer.offset = batch.nextOffset
    writer.lost += batch.lost
    // what a caller does with its records afterwards is its own business
    for (const record of batch.records.map(copyPlain)) {
      if (record.kind === 'span' && record.replaces) removeSpan(writer, record)
      writer.records.push(record)
    }
    for (const [sha256, text] of batch.texts) writer.texts.set(sha256, text)
    for (const columns of batch.series) {
      if (columns.count === 0) continue
      const series = seriesOf(writer, columns.source, columns.key)
      for (let at = 0; at < columns.count; at++)
        series.points.push({
          step: columns.steps[at]!,
          value: columns.values[at]!,
          time: columns.times[at]!,
          epoch: columns.epochs?.[at] ?? NaN,
        })
      series.metricKind = columns.metricKind ?? series.metricKind
      if (columns.metadata !== undefined) series.metadata = copyPlain(columns.metadata)
    }
    this.updatedAt = Math.max(this.updatedAt, latestTime(batch))
  }

  series(source: SeriesSource): MemorySeries[] {
    return this.writers.flatMap(writer => writer.series.filter(series => series.source === source))
  }
}

function removeSpan(writer: MemoryWriter, { traceId, spanId, time }: SpanRecord): void {
  writer.records = writer.records.filter(
    record => record.kind !== 'span' || record.traceId !== traceId || record.spanId !== spanId || record.time !== time,
  )
}

/** The lines of a writer's console as they stood there in the end, by first appearance. */
export function consoleOf({ records }: MemoryWriter): ConsoleLine[] {
  const lines = new Map<string, ConsoleLine>()
  let session = 0
  for (const record of records) {
    if (record.kind === 'open') session++
    if (record.kind !== 'console') continue
    for (const [index, text] of record.text.split('\n').entries()) {
      const place = `${session} ${record.stream} ${record.line + index}`
      const known = lines.get(place)
      if (known !== undefined) known.text = text
      else lines.set(place, { position: lines.size, stream: record.stream, time: record.time, text })
    }
  }
  return [...lines.values()]
}

function seriesOf({ writer, series }: MemoryWriter, source: SeriesSource, key: string): MemorySeries {
  const known = series.find(one => one.source === source && one.key === key)
  if (known !== undefined) return known
  const fresh: MemorySeries = { source, key, writer, points: [], metricKind: undefined, metadata: undefined }
  series.push(fresh)
  return fresh
}
