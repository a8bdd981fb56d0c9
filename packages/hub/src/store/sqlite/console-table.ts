import type { ConsoleRecord } from '@seetrain/core'
import type { ConsoleLine, ConsoleQuery } from '../content-query.ts'
import type { Paged } from '../run-query.ts'
import { wordsOf } from '../search-words.ts'
import type { Database } from './database.ts'
import type { Origin } from './origin.ts'
import { pageOf, Where } from './where.ts'

/** Where a writer stands with its console: numbers of lines start again with each session. */
export interface ConsolePlace {
  session: number
  /** Lines so far, over all sessions. */
  lines: number
}

export class ConsoleTable {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Adds the lines of a record and moves `place` on; a line that is there is rewritten where it stands. */
  add(origin: Origin, place: ConsolePlace, { stream, line, text, time }: ConsoleRecord): void {
    for (const [index, part] of text.split('\n').entries()) {
      const { run, writer } = origin
      const known = this.#database.get(
        'SELECT number FROM console WHERE run = ? AND writer = ? AND session = ? AND stream = ? AND line = ?',
        run,
        writer,
        place.session,
        stream,
        line + index,
      )
      if (known === undefined) this.#insert(origin, place, { stream, line: line + index, text: part, time })
      else this.#rewrite(known['number'], part)
    }
  }

  query(query: ConsoleQuery): Paged<ConsoleLine> {
    const where = new Where()
      .add('r.id = ? AND t.writer = ?', query.runId, query.writer)
      .given('t.stream = ?', query.stream)
      .given('t.position >= ?', query.fromPosition)
      .words('console', query.text)
    return pageOf(
      this.#database,
      { table: 'console', columns: 't.position, t.stream, t.time, t.text', where, order: 't.position', page: query },
      ({ position, stream, time, text }) => ({ position, stream, time, text }),
    )
  }

  #insert({ run, writer }: Origin, place: ConsolePlace, line: Omit<ConsoleRecord, 'kind'>): void {
    const number = this.#database.run(
      'INSERT INTO console (run, writer, position, session, stream, line, time, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      run,
      writer,
      place.lines++,
      place.session,
      line.stream,
      line.line,
      line.time,
      line.text,
    )
    const words = wordsOf(line.text)
    if (words.length > 0)
      this.#database.run('INSERT INTO console_words (rowid, words) VALUES (?, ?)', number, words.join(' '))
  }

  #rewrite(number: number, text: string): void {
    this.#database.run('UPDATE console SET text = ? WHERE number = ?', text, number)
    this.#database.run(
      'INSERT OR REPLACE INTO console_words (rowid, words) VALUES (?, ?)',
      number,
      wordsOf(text).join(' '),
    )
  }
}
