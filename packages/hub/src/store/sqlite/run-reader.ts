import type { DefinitionRecord } from '@seetrain/core'
import { metricSummary, type SeriesSummary } from '../metric-summary.ts'
import { RunFold, type FoldedRow } from '../run-fold.ts'
import type { MetricRow, MetricSummary, Paged, ProjectRow, RunColumns, RunQuery, RunRow } from '../run-query.ts'
import type { Database, Row } from './database.ts'
import { decodePlain } from '../plain-text.ts'
import { ENDED, STATE } from './run-fields.ts'
import { filterSql, orderSql } from './run-filter.ts'
import { Where } from './where.ts'

const DELETED = { exclude: 'NOT r.deleted', include: 'TRUE', only: 'r.deleted' } as const

/** Answers questions about runs as a whole. */
export class RunReader {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  runs(query: RunQuery): Paged<RunRow> {
    const where = new Where().add(DELETED[query.deleted ?? 'exclude']).given('r.project = ?', query.project)
    for (const word of (query.text ?? '').toLowerCase().split(/\s+/u))
      if (word !== '') where.add('instr(r.words, ?) > 0', word)
    if (query.filter !== undefined) {
      const { sql, cells } = filterSql(query.filter)
      where.add(sql, ...cells)
    }
    const order = orderSql(query.sort)
    const numbers = this.#database
      .all(`SELECT r.number FROM run r WHERE ${where.sql} ORDER BY ${order.sql}`, ...where.cells, ...order.cells)
      .map(row => row['number'] as number)
    const { offset = 0, limit } = query
    const page = numbers.slice(offset, offset + limit)
    return { rows: this.#rows(page, query.metrics ?? []), total: numbers.length }
  }

  run(runId: string): RunRow | undefined {
    const known = this.#database.get('SELECT number FROM run WHERE id = ?', runId)
    return known === undefined ? undefined : this.#rows([known['number']], 'all')[0]
  }

  projects(): ProjectRow[] {
    return this.#database
      .all(
        `SELECT r.project, sum(NOT r.deleted) AS runs, sum(NOT r.deleted AND ${STATE} = 'running') AS running,
           sum(r.deleted) AS deleted, max(r.updated) AS updated FROM run r GROUP BY r.project ORDER BY r.project`,
      )
      .map(({ project, runs, running, deleted, updated }) => ({ project, runs, running, deleted, updatedAt: updated }))
  }

  columns(project: string | undefined): RunColumns {
    const where = new Where().add('NOT r.deleted').given('r.project = ?', project)
    const config = this.#database.all(
      `SELECT c.path, count(*) AS runs FROM config c JOIN run r ON r.number = c.run WHERE ${where.sql} GROUP BY c.path ORDER BY c.path`,
      ...where.cells,
    )
    const metrics = this.#database.all(
      `SELECT s.key, count(DISTINCT s.run) AS runs FROM series s JOIN run r ON r.number = s.run
       WHERE s.source = 'metric' AND ${where.sql} GROUP BY s.key ORDER BY s.key`,
      ...where.cells,
    )
    return {
      config: config.map(({ path, runs }) => ({ path, runs })),
      metrics: metrics.map(({ key, runs }) => ({ key, runs })),
    }
  }

  metrics(runId: string): MetricRow[] {
    const known = this.#database.get('SELECT number FROM run WHERE id = ?', runId)
    if (known === undefined) return []
    const definitions = this.#definitions([known['number']])
    return [...this.#series([known['number']], 'all')].map(([, { key, parts }]) => {
      const definition = definitions.get(placeOf(known['number'], key))
      const { metricKind, metadata } =
        parts.findLast(part => part.metricKind !== undefined || part.metadata !== undefined) ?? {}
      return metricRow(key, parts, definition, metricKind, metadata)
    })
  }

  #rows(numbers: readonly number[], metrics: readonly string[] | 'all'): RunRow[] {
    const list = JSON.stringify(numbers)
    const rows = this.#database.all(
      `SELECT r.number, r.id, r.updated, r.fold, ${STATE} AS state, ${ENDED} AS ended,
         (SELECT sum(j.lost) FROM journal j WHERE j.run = r.number) AS lost
       FROM run r WHERE r.number IN (SELECT value FROM json_each(?))`,
      list,
    )
    const byNumber = new Map(rows.map(row => [row['number'] as number, row]))
    const summaries = this.#summaries(numbers, metrics)
    return numbers.map(number => runRow(byNumber.get(number)!, summaries.get(number) ?? {}))
  }

  #summaries(runs: readonly number[], keys: readonly string[] | 'all'): Map<number, RunRow['metrics']> {
    const summaries = new Map<number, RunRow['metrics']>()
    if (keys.length === 0) return summaries
    const definitions = this.#definitions(runs)
    for (const [place, { run, key, parts }] of this.#series(runs, keys)) {
      const metrics = summaries.get(run) ?? (Object.create(null) as RunRow['metrics'])
      metrics[key] = metricSummary(parts, definitions.get(place))
      summaries.set(run, metrics)
    }
    return summaries
  }

  /** The series of metrics by run and key, those of one key in the order of writers. */
  #series(runs: readonly number[], keys: readonly string[] | 'all'): Map<string, Metric> {
    const where = new Where().add('s.run IN (SELECT value FROM json_each(?))', JSON.stringify(runs))
    if (keys !== 'all') where.among('s.key', keys)
    const rows = this.#database.all(
      `SELECT s.run, s.key, s.points, s.numbers, s.least, s.greatest, s.total, s.last, s.last_step, s.last_time, s.metric_kind,
         s.metadata FROM series s WHERE ${where.sql} AND s.source = 'metric' ORDER BY s.key, s.writer <> 'main', s.writer`,
      ...where.cells,
    )
    const series = new Map<string, Metric>()
    for (const row of rows) {
      const { run, key } = row
      const place = placeOf(run, key)
      const known: Metric = series.get(place) ?? { run, key, parts: [] }
      known.parts.push(partOf(row))
      series.set(place, known)
    }
    return series
  }

  #definitions(runs: readonly number[]): Map<string, DefinitionRecord> {
    return new Map(
      this.#database
        .all(
          'SELECT run, key, record FROM definition WHERE run IN (SELECT value FROM json_each(?))',
          JSON.stringify(runs),
        )
        .map(row => [placeOf(row['run'], row['key']), decodePlain<DefinitionRecord>(row['record'])]),
    )
  }
}

type Part = SeriesSummary & Pick<MetricRow, 'metricKind' | 'metadata'>

interface Metric {
  run: number
  key: string
  /** One per writer. */
  parts: Part[]
}

function placeOf(run: number, key: string): string {
  return `${run} ${key}`
}

function metricRow(
  key: string,
  parts: readonly Part[],
  definition: DefinitionRecord | undefined,
  kind: string | undefined,
  metadata: MetricRow['metadata'],
): MetricRow {
  const metricKind = kind ?? definition?.metricKind
  const notes = metadata ?? definition?.metadata
  const summary: MetricSummary = metricSummary(parts, definition)
  return {
    key,
    ...summary,
    rule: definition?.summary ?? 'last',
    ...(definition?.goal !== undefined && { goal: definition.goal }),
    ...(definition?.stepKey !== undefined && { stepKey: definition.stepKey }),
    ...(metricKind !== undefined && { metricKind }),
    ...(notes !== undefined && { metadata: notes }),
  }
}

function partOf(row: Row): Part {
  return {
    points: row['points'],
    numbers: row['numbers'],
    min: row['least'] ?? NaN,
    max: row['greatest'] ?? NaN,
    sum: row['total'] ?? NaN,
    last: row['last'] ?? NaN,
    lastStep: row['last_step'],
    lastTime: row['last_time'],
    ...(row['metric_kind'] !== null && { metricKind: row['metric_kind'] }),
    ...(row['metadata'] !== null && { metadata: decodePlain(row['metadata']) }),
  }
}

function runRow(row: Row, metrics: RunRow['metrics']): RunRow {
  const fold = row['fold'] === '' ? new RunFold().row(row['id']) : decodePlain<FoldedRow>(row['fold'])
  return {
    ...fold,
    state: row['state'],
    updatedAt: row['updated'],
    lost: row['lost'] ?? 0,
    metrics,
    ...(row['ended'] !== null && { endedAt: row['ended'] }),
  }
}
