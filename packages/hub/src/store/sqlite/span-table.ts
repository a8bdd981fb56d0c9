import type { SpanRecord } from '@seetrain/core'
import { callFacts, type CallFacts, type CallQuery } from '../call-facts.ts'
import type { SpanQuery, StoredSpan } from '../content-query.ts'
import type { Paged } from '../run-query.ts'
import { textOfSpan, wordsOf } from '../search-words.ts'
import { spanLabels, type SpanGroup, type SpanGroupQuery } from '../span-groups.ts'
import type { Database, Row } from './database.ts'
import type { Origin } from './origin.ts'
import { decodePlain, encodePlain } from '../plain-text.ts'
import { BY_ORIGIN, pageOf, Where } from './where.ts'

export class SpanTable {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  add(origin: Origin, span: SpanRecord): void {
    if (span.replaces) this.#remove(origin, span)
    const { run, writer } = origin
    const facts = callFacts(span)
    const number = this.#database.run(
      `INSERT INTO span (run, writer, trace, parent, kind, status, time, duration, is_call, model, input_tokens, output_tokens, cost, record)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      run,
      writer,
      span.traceId,
      span.parentId ?? null,
      span.spanKind,
      span.status,
      span.time,
      span.endTime - span.time,
      Number(facts !== undefined),
      facts?.model ?? null,
      facts?.inputTokens ?? null,
      facts?.outputTokens ?? null,
      facts?.cost ?? null,
      encodePlain(span),
    )
    this.#makeFindable(run, number, span)
  }

  #makeFindable(run: number, number: number, span: SpanRecord): void {
    const words = wordsOf(textOfSpan(span)).join(' ')
    this.#database.run('INSERT INTO span_words (rowid, words) VALUES (?, ?)', number, words)
    const label = 'INSERT INTO span_label (run, name, value, span) VALUES (?, ?, ?, ?)'
    for (const { name, value } of spanLabels(span)) this.#database.run(label, run, name, value, number)
  }

  #remove({ run, writer }: Origin, { traceId, spanId, time }: SpanRecord): void {
    const rows = this.#database.all(
      'SELECT number, record FROM span WHERE trace = ? AND time = ? AND run = ? AND writer = ?',
      traceId,
      time,
      run,
      writer,
    )
    for (const row of rows) {
      const { number } = row
      const span = decodePlain<SpanRecord>(row['record'])
      if (span.spanId !== spanId) continue
      for (const { name, value } of spanLabels(span))
        this.#database.run('DELETE FROM span_label WHERE name = ? AND value = ? AND span = ?', name, value, number)
      this.#database.run('DELETE FROM span_words WHERE rowid = ?', number)
      this.#database.run('DELETE FROM span WHERE number = ?', number)
    }
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
      .labels(query.labels)
    if (query.roots) where.add('t.parent IS NULL')
    return pageOf(
      this.#database,
      { table: 'span', columns: 't.writer, t.record', where, order: `t.time DESC, ${BY_ORIGIN}`, page: query },
      row => ({ runId: row['run_id'], writer: row['writer'], record: decodePlain(row['record']) }),
    )
  }

  calls(query: CallQuery): CallFacts[] {
    const where = new Where()
      .add('t.is_call')
      .scope(query)
      .given('t.time >= ?', query.from)
      .given('t.time <= ?', query.to)
      .labels(query.labels)
    return this.#database
      .all(
        `SELECT t.time, t.duration, t.status, t.model, t.input_tokens, t.output_tokens, t.cost
         FROM span t JOIN run r ON r.number = t.run WHERE ${where.sql} ORDER BY t.time DESC, ${BY_ORIGIN} LIMIT ?`,
        ...where.cells,
        query.limit,
      )
      .map(factsOf)
  }

  groups(query: SpanGroupQuery): Paged<SpanGroup> {
    const { by, values, limit, offset = 0 } = query
    const [value, label] = by === 'trace' ? ['t.trace', ''] : ['l.value', 'JOIN span_label l ON l.span = t.number']
    const where = new Where().scope(query).given('t.time >= ?', query.from).given('t.time <= ?', query.to)
    where.among(value, values)
    if (by !== 'trace') where.add('l.name = ?', by)
    const from = `FROM span t ${label} JOIN run r ON r.number = t.run WHERE ${where.sql}`
    const rows = this.#database.all(
      `SELECT ${value} AS value, ${GROUP_SUMS} ${from} GROUP BY ${value} ORDER BY "to" DESC, ${value} LIMIT ? OFFSET ?`,
      ...where.cells,
      limit,
      offset,
    )
    const { total } = this.#database.get(`SELECT count(DISTINCT ${value}) AS total ${from}`, ...where.cells)!
    return { rows: rows.map(groupOf), total }
  }
}

const GROUP_SUMS = `count(*) AS spans, count(DISTINCT t.trace) AS traces, sum(t.is_call) AS calls,
  sum(t.is_call AND t.status = 'error') AS errors, sum(t.input_tokens) AS inputTokens,
  sum(t.output_tokens) AS outputTokens, sum(t.cost) AS cost, min(t.time) AS "from", max(t.time) AS "to"`

/** Sums of nothing are left out. */
function groupOf(row: Row): SpanGroup {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as SpanGroup
}

function factsOf(row: Row): CallFacts {
  return {
    time: row['time'],
    duration: row['duration'],
    status: row['status'],
    ...(row['model'] !== null && { model: row['model'] }),
    ...(row['input_tokens'] !== null && { inputTokens: row['input_tokens'] }),
    ...(row['output_tokens'] !== null && { outputTokens: row['output_tokens'] }),
    ...(row['cost'] !== null && { cost: row['cost'] }),
  }
}
