import type { SpanRecord } from '@seetrain/core'
import type { SpanQuery, StoredSpan } from '../content-query.ts'
import type { Paged } from '../run-query.ts'
import { textOfSpan, wordsOf } from '../search-words.ts'
import type { Database } from './database.ts'
import type { Origin } from './origin.ts'
import { decodePlain, encodePlain } from '../plain-text.ts'
import { BY_ORIGIN, pageOf, Where } from './where.ts'

export class SpanTable {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  add({ run, writer }: Origin, span: SpanRecord): void {
    const number = this.#database.run(
      'INSERT INTO span (run, writer, trace, parent, kind, status, time, duration, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      run,
      writer,
      span.traceId,
      span.parentId ?? null,
      span.spanKind,
      span.status,
      span.time,
      span.endTime - span.time,
      encodePlain(span),
    )
    this.#database.run(
      'INSERT INTO span_words (rowid, words) VALUES (?, ?)',
      number,
      wordsOf(textOfSpan(span)).join(' '),
    )
  }

  query(query: SpanQuery): Paged<StoredSpan> {
    const where = new Where()
      .scope(query)
      .given('t.trace = ?', query.traceId)
      .given('t.kind = ?', query.spanKind)
      .given('t.status = ?', query.status)
      .given('t.time >= ?', query.from)
      .given('t.time <= ?', query.to)
      .given('t.duration >= ?', query.minDuration)
      .words('span', query.text)
    if (query.roots) where.add('t.parent IS NULL')
    return pageOf(
      this.#database,
      { table: 'span', columns: 't.writer, t.record', where, order: `t.time DESC, ${BY_ORIGIN}`, page: query },
      row => ({ runId: row['run_id'], writer: row['writer'], record: decodePlain(row['record']) }),
    )
  }
}
