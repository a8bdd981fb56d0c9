import type { FileSystem, MetricRecord, PlainObject, RunRecord, SinkRun } from '@seetrain/core'
import type { RecordLog } from '../files/record-log-sink.ts'
import { runPlace } from '../files/run-place.ts'
import { PartFiles, type PartState } from './part-files.ts'
import { pointTable } from './point-table.ts'
import { recordTable } from './record-table.ts'

/** One writer of a run: its points, and its other records. */
export class ParquetLog implements RecordLog {
  readonly #points: PartFiles<MetricRecord>
  readonly #records: PartFiles<RunRecord>

  constructor({ dir, fileSystem }: { dir?: string; fileSystem: FileSystem }, run: SinkRun, state: PlainObject) {
    const { runId, writer } = run.open
    const { points, records } = state as unknown as Partial<{ points: PartState; records: PartState }>
    const place = { folder: runPlace('parquet', dir, run), fileSystem }
    // several processes of one run write files each
    const suffix = writer.id === 'main' ? '' : `@${encodeURIComponent(writer.id)}`
    this.#points = new PartFiles<MetricRecord>({ ...place, name: `metrics${suffix}`, table: pointTable(runId) }, points)
    this.#records = new PartFiles({ ...place, name: `records${suffix}`, table: recordTable(runId) }, records)
  }

  add(record: RunRecord): void {
    if (record.kind === 'metric') this.#points.add(record)
    else this.#records.add(record)
  }

  write(): PlainObject {
    return { points: { ...this.#points.write() }, records: { ...this.#records.write() } }
  }

  async flush(): Promise<void> {
    await this.#points.flush()
    await this.#records.flush()
  }

  close(): void {
    this.#points.close()
    this.#records.close()
  }
}
