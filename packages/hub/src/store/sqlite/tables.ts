import type { StoreCounts } from '../content-query.ts'
import { ArtifactTable } from './artifact-table.ts'
import { ConsoleTable } from './console-table.ts'
import type { Database } from './database.ts'
import { MediaTable } from './media-table.ts'
import { AlertTable, EnvironmentTable } from './note-tables.ts'
import { SpanTable } from './span-table.ts'

const BELONG_TO_RUNS = [
  'journal',
  'story',
  'tag',
  'config',
  'definition',
  'blob',
  'span_label',
  'artifact',
  'edge',
  'environment',
  'alert',
]
const HAVE_WORDS = ['media', 'span', 'console']

/** What runs log beside points, a table for each kind. */
export class Tables {
  readonly media: MediaTable
  readonly spans: SpanTable
  readonly console: ConsoleTable
  readonly artifacts: ArtifactTable
  readonly alerts: AlertTable
  readonly environment: EnvironmentTable
  readonly #database: Database

  constructor(database: Database) {
    this.media = new MediaTable(database)
    this.spans = new SpanTable(database)
    this.console = new ConsoleTable(database)
    this.artifacts = new ArtifactTable(database)
    this.alerts = new AlertTable(database)
    this.environment = new EnvironmentTable(database)
    this.#database = database
  }

  /** Removes what a run has in tables that know nothing but its number. */
  forget(run: number): void {
    for (const table of HAVE_WORDS) {
      this.#database.run(`DELETE FROM ${table}_words WHERE rowid IN (SELECT number FROM ${table} WHERE run = ?)`, run)
      this.#database.run(`DELETE FROM ${table} WHERE run = ?`, run)
    }
    for (const table of BELONG_TO_RUNS) this.#database.run(`DELETE FROM ${table} WHERE run = ?`, run)
  }

  counts(): StoreCounts {
    const row = this.#database.get(
      `SELECT (SELECT count(*) FROM run) AS runs, (SELECT count(*) FROM series) AS series,
         (SELECT coalesce(sum(points), 0) FROM series) AS points, (SELECT count(*) FROM media) AS media,
         (SELECT count(*) FROM span) AS spans, (SELECT count(*) FROM console) AS consoleLines,
         (SELECT count(*) FROM artifact) AS artifacts, (SELECT count(*) FROM alert) AS alerts`,
    )
    return { ...row } as StoreCounts
  }
}
