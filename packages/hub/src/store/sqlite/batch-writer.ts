import { GapError } from '../../errors/gap-error.ts'
import type { JournalBatch, StoredRecord } from '../batch.ts'
import { latestTime } from '../latest-time.ts'
import { isStory } from '../run-fold.ts'
import type { Applied } from '../store.ts'
import { rowsOf } from './chunk-tree.ts'
import type { ConsolePlace } from './console-table.ts'
import type { Database } from './database.ts'
import type { Origin } from './origin.ts'
import { RunWriter } from './run-writer.ts'
import { SeriesWriter } from './series-writer.ts'
import type { Tables } from './tables.ts'

/** Writers whose ends of series are kept in mind. */
const MOST_WRITERS = 256

/** Where a writer's journal stands. */
interface Place extends ConsolePlace {
  offset: number
  lost: number
}

/** Brings batches into the tables, each whole or not at all. */
export class BatchWriter {
  readonly #database: Database
  readonly #tables: Tables
  readonly #runs: RunWriter
  readonly #series = new Map<string, SeriesWriter>()

  constructor(database: Database, tables: Tables) {
    this.#database = database
    this.#tables = tables
    this.#runs = new RunWriter(database)
  }

  apply(runId: string, writer: string, fromOffset: number, batch: JournalBatch): Applied {
    try {
      return this.#database.transaction(() => {
        if (this.#database.changedOutside()) this.reset()
        const place = this.#place(runId, writer)
        if (fromOffset > place.offset) throw new GapError(runId, writer, fromOffset, place.offset)
        if (fromOffset < place.offset) return { applied: false, offset: place.offset }
        this.#write(runId, writer, place, batch)
        return { applied: true, offset: batch.nextOffset }
      })
    } catch (error) {
      // what is in mind may be ahead of what was taken back
      this.reset()
      throw error
    }
  }

  forget(runId: string): void {
    this.reset()
    this.#database.transaction(() => {
      const run = this.#database.get('SELECT number FROM run WHERE id = ?', runId)?.['number']
      if (run === undefined) return
      for (const { number } of this.#database.all('SELECT number FROM series WHERE run = ?', run))
        this.#database.run('DELETE FROM chunk WHERE number >= ? AND number < ?', ...rowsOf(number))
      this.#database.run('DELETE FROM series WHERE run = ?', run)
      this.#tables.forget(run)
      this.#database.run('DELETE FROM run WHERE number = ?', run)
    })
  }

  /** Forgets what it holds in memory. */
  reset(): void {
    this.#series.clear()
    this.#runs.reset()
  }

  #place(runId: string, writer: string): Place {
    const row = this.#database.get(
      'SELECT j.* FROM journal j JOIN run r ON r.number = j.run WHERE r.id = ? AND j.writer = ?',
      runId,
      writer,
    )
    if (row === undefined) return { offset: 0, lost: 0, session: 0, lines: 0 }
    return { offset: row['offset'], lost: row['lost'], session: row['sessions'], lines: row['lines'] }
  }

  #write(runId: string, writer: string, place: Place, batch: JournalBatch): void {
    const origin = { run: this.#runs.numberOf(runId), writer }
    for (const record of batch.records) this.#record(origin, place, record, batch)
    this.#runs.apply(runId, origin, batch.records.filter(isStory), latestTime(batch))
    if (batch.series.length > 0) {
      const series = this.#seriesOf(origin)
      for (const columns of batch.series) series.append(columns)
    }
    this.#database.run(
      'INSERT OR REPLACE INTO journal (run, writer, offset, lost, sessions, lines) VALUES (?, ?, ?, ?, ?, ?)',
      origin.run,
      writer,
      batch.nextOffset,
      place.lost + batch.lost,
      place.session,
      place.lines,
    )
  }

  #record(origin: Origin, place: Place, record: StoredRecord, { texts }: JournalBatch): void {
    switch (record.kind) {
      case 'open':
        place.session++
        break
      case 'media':
        return this.#tables.media.add(origin, record, texts)
      case 'span':
        return this.#tables.spans.add(origin, record)
      case 'console':
        return this.#tables.console.add(origin, place, record)
      case 'artifact':
        return this.#tables.artifacts.add(origin, record)
      case 'edge':
        return this.#tables.artifacts.addEdge(origin, record)
      case 'environment':
        return this.#tables.environment.add(origin, record)
      case 'alert':
        return this.#tables.alerts.add(origin, record)
    }
  }

  #seriesOf({ run, writer }: Origin): SeriesWriter {
    const place = `${run} ${writer}`
    const series = this.#series.get(place) ?? new SeriesWriter(this.#database, run, writer)
    // the one used last is the last to go
    this.#series.delete(place)
    this.#series.set(place, series)
    if (this.#series.size > MOST_WRITERS) this.#series.delete(this.#series.keys().next().value!)
    return series
  }
}
