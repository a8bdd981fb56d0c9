import type { AlertRecord, EnvironmentRecord } from '@seetrain/core'
import type { AlertQuery, StoredAlert, StoredEnvironment } from '../content-query.ts'
import type { Paged } from '../run-query.ts'
import type { Database } from './database.ts'
import type { Origin } from './origin.ts'
import { decodePlain, encodePlain } from '../plain-text.ts'
import { BY_ORIGIN, pageOf, Where } from './where.ts'

export class AlertTable {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  add({ run, writer }: Origin, alert: AlertRecord): void {
    this.#database.run(
      'INSERT INTO alert (run, writer, level, time, record) VALUES (?, ?, ?, ?, ?)',
      run,
      writer,
      alert.level,
      alert.time,
      encodePlain(alert),
    )
  }

  query(query: AlertQuery): Paged<StoredAlert> {
    const where = new Where().scope(query).given('t.level = ?', query.level)
    return pageOf(
      this.#database,
      { table: 'alert', columns: 't.writer, t.record', where, order: `t.time DESC, ${BY_ORIGIN}`, page: query },
      row => ({ runId: row['run_id'], writer: row['writer'], record: decodePlain(row['record']) }),
    )
  }
}

export class EnvironmentTable {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Sections that come again replace those that are there. */
  add({ run, writer }: Origin, environment: EnvironmentRecord): void {
    const known = this.#database.get('SELECT record FROM environment WHERE run = ? AND writer = ?', run, writer)
    const before = known === undefined ? {} : decodePlain<EnvironmentRecord>(known['record']).sections
    const merged = { ...environment, sections: { ...before, ...environment.sections } }
    this.#database.run(
      'INSERT OR REPLACE INTO environment (run, writer, record) VALUES (?, ?, ?)',
      run,
      writer,
      encodePlain(merged),
    )
  }

  ofRun(runId: string): StoredEnvironment[] {
    return this.#database
      .all(
        `SELECT t.writer, t.record FROM environment t JOIN run r ON r.number = t.run WHERE r.id = ?
         ORDER BY t.writer <> 'main', t.writer`,
        runId,
      )
      .map(row => ({ runId, writer: row['writer'], record: decodePlain(row['record']) }))
  }
}
