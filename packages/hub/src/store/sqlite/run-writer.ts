import { configValues } from '../config-values.ts'
import { RunFold, type StoryRecord } from '../run-fold.ts'
import type { FoldedRow } from '../run-fold.ts'
import type { Database } from './database.ts'
import type { Origin } from './origin.ts'
import { decodePlain, encodePlain } from '../plain-text.ts'

const MOST_FOLDS = 100

/** Keeps what is known of runs as a whole in step with their story. */
export class RunWriter {
  readonly #database: Database
  // of runs that have one writer: its story only goes on
  readonly #folds = new Map<number, { writer: string; fold: RunFold }>()

  constructor(database: Database) {
    this.#database = database
  }

  /** The number of a run, which becomes known by this. */
  numberOf(runId: string): number {
    const known = this.#database.get('SELECT number FROM run WHERE id = ?', runId)
    return known === undefined ? this.#database.run('INSERT INTO run (id) VALUES (?)', runId) : known['number']
  }

  apply(runId: string, origin: Origin, records: readonly StoryRecord[], updated: number): void {
    if (updated > -Infinity)
      this.#database.run('UPDATE run SET updated = max(updated, ?) WHERE number = ?', updated, origin.run)
    if (records.length === 0) return
    for (const record of records)
      this.#database.run(
        'INSERT INTO story (run, writer, record) VALUES (?, ?, ?)',
        origin.run,
        origin.writer,
        encodePlain(record),
      )
    const fold = this.#fold(origin, records)
    const row = fold.row(runId)
    const kinds = new Set(records.map(record => record.kind))
    this.#writeRow(origin.run, row)
    this.#writeTags(origin.run, row.tags)
    if (kinds.has('config')) this.#writeConfig(origin.run, row)
    if (kinds.has('definition')) this.#writeDefinitions(origin.run, fold)
  }

  /** Forgets what it holds in memory: the file may say something else now. */
  reset(): void {
    this.#folds.clear()
  }

  #fold({ run, writer }: Origin, added: readonly StoryRecord[]): RunFold {
    const kept = this.#folds.get(run)
    this.#folds.delete(run)
    if (kept?.writer === writer) {
      for (const record of added) kept.fold.apply(record, writer)
      this.#folds.set(run, kept)
      return kept.fold
    }
    const stories = this.#stories(run)
    const fold = RunFold.of(stories)
    if (stories.size === 1) this.#folds.set(run, { writer, fold })
    if (this.#folds.size > MOST_FOLDS) this.#folds.delete(this.#folds.keys().next().value!)
    return fold
  }

  #stories(run: number): Map<string, StoryRecord[]> {
    const stories = new Map<string, StoryRecord[]>()
    for (const row of this.#database.all('SELECT writer, record FROM story WHERE run = ? ORDER BY number', run)) {
      const story = stories.get(row['writer']) ?? []
      story.push(decodePlain(row['record']))
      stories.set(row['writer'], story)
    }
    return stories
  }

  #writeRow(run: number, row: FoldedRow): void {
    const { id, name, description, notes, group, jobType, tags } = row
    const words = [id, name, description, notes, group, jobType, ...tags].filter(word => word !== undefined)
    this.#database.run(
      `UPDATE run SET project = ?, name = ?, state = ?, deleted = ?, created = ?, ended = ?, run_group = ?, job_type = ?,
         description = ?, notes = ?, words = ?, fold = ? WHERE number = ?`,
      row.project,
      name,
      row.state,
      row.deleted ? 1 : 0,
      row.createdAt,
      row.endedAt ?? null,
      group ?? null,
      jobType ?? null,
      description ?? null,
      notes ?? null,
      words.join('\n').toLowerCase(),
      encodePlain(row),
      run,
    )
  }

  #writeTags(run: number, tags: readonly string[]): void {
    this.#database.run('DELETE FROM tag WHERE run = ?', run)
    for (const tag of tags) this.#database.run('INSERT OR IGNORE INTO tag (run, tag) VALUES (?, ?)', run, tag)
  }

  #writeConfig(run: number, { config }: FoldedRow): void {
    this.#database.run('DELETE FROM config WHERE run = ?', run)
    for (const { path, number, text } of configValues(config))
      this.#database.run(
        'INSERT INTO config (run, path, number, text) VALUES (?, ?, ?, ?)',
        run,
        path,
        number ?? null,
        text ?? null,
      )
  }

  #writeDefinitions(run: number, { definitions }: RunFold): void {
    this.#database.run('DELETE FROM definition WHERE run = ?', run)
    for (const [key, definition] of definitions)
      this.#database.run(
        'INSERT INTO definition (run, key, rule, goal, record) VALUES (?, ?, ?, ?, ?)',
        run,
        key,
        definition.summary ?? 'last',
        definition.goal ?? null,
        encodePlain(definition),
      )
  }
}
