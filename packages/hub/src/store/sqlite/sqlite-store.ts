import type { CallFacts, CallQuery } from '../call-facts.ts'
import type { JournalBatch } from '../batch.ts'
import type {
  AlertQuery,
  ArtifactQuery,
  ConsoleLine,
  ConsoleQuery,
  MediaKey,
  MediaQuery,
  SpanQuery,
  StoreCounts,
  StoredAlert,
  StoredArtifact,
  StoredEdge,
  StoredEnvironment,
  StoredMedia,
  StoredSpan,
} from '../content-query.ts'
import type { MetricRow, Paged, ProjectRow, RunColumns, RunQuery, RunRow } from '../run-query.ts'
import type { SeriesAnswer, SeriesQuery } from '../series-query.ts'
import type { SpanGroup, SpanGroupQuery } from '../span-groups.ts'
import type { Applied, Store, StoredCursor } from '../store.ts'
import { BatchWriter } from './batch-writer.ts'
import { Database } from './database.ts'
import { RunReader } from './run-reader.ts'
import { SeriesReader } from './series-reader.ts'
import { Tables } from './tables.ts'
import { Where } from './where.ts'

export interface SqliteStoreOptions {
  /** A file, made when it is absent, or `:memory:`. A file of another version of ours is emptied. */
  path: string
  /** For those who must not write: another process does. Default false. */
  readOnly?: boolean
}

/** The store in one SQLite file, which Node brings along. */
export class SqliteStore implements Store {
  readonly #database: Database
  readonly #tables: Tables
  readonly #writer: BatchWriter
  readonly #runs: RunReader
  readonly #series: SeriesReader

  constructor({ path, readOnly = false }: SqliteStoreOptions) {
    this.#database = new Database({ path, readOnly })
    this.#tables = new Tables(this.#database)
    this.#writer = new BatchWriter(this.#database, this.#tables)
    this.#runs = new RunReader(this.#database)
    this.#series = new SeriesReader(this.#database)
  }

  async apply(runId: string, writer: string, fromOffset: number, batch: JournalBatch): Promise<Applied> {
    return this.#writer.apply(runId, writer, fromOffset, batch)
  }

  async setAlive(runId: string, alive: boolean): Promise<void> {
    this.#database.run('UPDATE run SET alive = ? WHERE id = ? AND alive <> ?', Number(alive), runId, Number(alive))
  }

  async forget(runId: string): Promise<void> {
    this.#writer.forget(runId)
  }

  async clear(): Promise<void> {
    this.#writer.reset()
    this.#database.recreate()
  }

  async close(): Promise<void> {
    this.#database.close()
  }

  async cursors(): Promise<StoredCursor[]> {
    return this.#database
      .all('SELECT r.id, j.writer, j.offset, j.lost FROM journal j JOIN run r ON r.number = j.run')
      .map(({ id, writer, offset, lost }) => ({ runId: id, writer, offset, lost }))
  }

  async projects(): Promise<ProjectRow[]> {
    return this.#runs.projects()
  }

  async runs(query: RunQuery): Promise<Paged<RunRow>> {
    return this.#database.snapshot(() => this.#runs.runs(query))
  }

  async run(runId: string): Promise<RunRow | undefined> {
    return this.#database.snapshot(() => this.#runs.run(runId))
  }

  async columns(project?: string): Promise<RunColumns> {
    return this.#database.snapshot(() => this.#runs.columns(project))
  }

  async metrics(runId: string): Promise<MetricRow[]> {
    return this.#database.snapshot(() => this.#runs.metrics(runId))
  }

  async systemKeys(runs: readonly string[]): Promise<string[]> {
    const where = new Where().scope({ runs })
    return this.#database
      .all(
        `SELECT DISTINCT s.key FROM series s JOIN run r ON r.number = s.run
         WHERE s.source = 'system' AND ${where.sql} ORDER BY s.key`,
        ...where.cells,
      )
      .map(row => row['key'])
  }

  async series(query: SeriesQuery): Promise<SeriesAnswer> {
    return this.#database.snapshot(() => this.#series.series(query))
  }

  async media(query: MediaQuery): Promise<Paged<StoredMedia>> {
    return this.#database.snapshot(() => this.#tables.media.query(query))
  }

  async mediaKeys(runs: readonly string[]): Promise<MediaKey[]> {
    return this.#tables.media.keys(runs)
  }

  async spans(query: SpanQuery): Promise<Paged<StoredSpan>> {
    return this.#database.snapshot(() => this.#tables.spans.query(query))
  }

  async calls(query: CallQuery): Promise<CallFacts[]> {
    return this.#tables.spans.calls(query)
  }

  async spanGroups(query: SpanGroupQuery): Promise<Paged<SpanGroup>> {
    return this.#database.snapshot(() => this.#tables.spans.groups(query))
  }

  async console(query: ConsoleQuery): Promise<Paged<ConsoleLine>> {
    return this.#database.snapshot(() => this.#tables.console.query(query))
  }

  async artifacts(query: ArtifactQuery): Promise<Paged<StoredArtifact>> {
    return this.#database.snapshot(() => this.#tables.artifacts.query(query))
  }

  async edges(nodes: readonly string[]): Promise<StoredEdge[]> {
    return this.#tables.artifacts.edges(nodes)
  }

  async environment(runId: string): Promise<StoredEnvironment[]> {
    return this.#tables.environment.ofRun(runId)
  }

  async alerts(query: AlertQuery): Promise<Paged<StoredAlert>> {
    return this.#database.snapshot(() => this.#tables.alerts.query(query))
  }

  async counts(): Promise<StoreCounts> {
    return this.#tables.counts()
  }
}
