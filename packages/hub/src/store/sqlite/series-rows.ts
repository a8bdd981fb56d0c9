import type { PlainObject } from '@seetrain/core'
import type { PointColumns, SeriesSource } from '../batch.ts'
import { numbersIn } from './chunk-tree.ts'
import type { Database, Row } from './database.ts'
import { decodePlain, encodePlain } from '../plain-text.ts'
import { emptyStats, STAT } from './point-stats.ts'

/** What is known of one series without reading its points. */
export interface SeriesRow {
  number: number
  writer: string
  /** Chunks that are full. */
  sealed: number
  /** Points in each fragment behind them. */
  tail: number[]
  stats: Float64Array
  lastStep: number
  lastTime: number
  metricKind: string | undefined
  metadata: PlainObject | undefined
}

/** Rows of the table `series`. */
export class SeriesRows {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** The series of a key, `main` first, then by writer. */
  ofKey(run: number, source: SeriesSource, key: string): SeriesRow[] {
    return this.#database
      .all(
        `SELECT * FROM series WHERE run = ? AND source = ? AND key = ? ORDER BY writer <> 'main', writer`,
        run,
        source,
        key,
      )
      .map(seriesRow)
  }

  /** Everything that one writer of a run has, for those who go on writing it. */
  ofWriter(run: number, writer: string): { source: SeriesSource; key: string; row: SeriesRow }[] {
    return this.#database
      .all('SELECT * FROM series WHERE run = ? AND writer = ?', run, writer)
      .map(row => ({ source: row['source'], key: row['key'], row: seriesRow(row) }))
  }

  create(run: number, writer: string, { source, key }: PointColumns): SeriesRow {
    const stats = emptyStats()
    const number = this.#database.run(
      `INSERT INTO series (run, source, key, writer, sealed, tail, stats, points, numbers) VALUES (?, ?, ?, ?, 0, '[]', ?, 0, 0)`,
      run,
      source,
      key,
      writer,
      stats,
    )
    return {
      number,
      writer,
      sealed: 0,
      tail: [],
      stats,
      lastStep: NaN,
      lastTime: NaN,
      metricKind: undefined,
      metadata: undefined,
    }
  }

  update(row: SeriesRow): void {
    const { stats } = row
    this.#database.run(
      `UPDATE series SET sealed = ?, tail = ?, stats = ?, points = ?, numbers = ?, least = ?, greatest = ?, total = ?,
         last = ?, last_step = ?, last_time = ?, metric_kind = ?, metadata = ? WHERE number = ?`,
      row.sealed,
      JSON.stringify(row.tail),
      stats,
      stats[STAT.count]!,
      stats[STAT.count]! - stats[STAT.nan]!,
      leastOf(stats),
      greatestOf(stats),
      totalOf(stats),
      stats[STAT.last]!,
      row.lastStep,
      row.lastTime,
      row.metricKind ?? null,
      row.metadata === undefined ? null : encodePlain(row.metadata),
      row.number,
    )
  }
}

// infinities count as numbers in a summary; SQLite keeps NaN as NULL, which is what it is for
function leastOf(stats: Float64Array): number | null {
  if (stats[STAT.negativeInfinity]! > 0) return -Infinity
  if (stats[STAT.min]! <= stats[STAT.max]!) return stats[STAT.min]!
  return stats[STAT.positiveInfinity]! > 0 ? Infinity : null
}

function greatestOf(stats: Float64Array): number | null {
  if (stats[STAT.positiveInfinity]! > 0) return Infinity
  if (stats[STAT.min]! <= stats[STAT.max]!) return stats[STAT.max]!
  return stats[STAT.negativeInfinity]! > 0 ? -Infinity : null
}

function totalOf(stats: Float64Array): number {
  const infinite =
    (stats[STAT.positiveInfinity]! > 0 ? Infinity : 0) + (stats[STAT.negativeInfinity]! > 0 ? -Infinity : 0)
  return stats[STAT.sum]! + infinite
}

function seriesRow(row: Row): SeriesRow {
  return {
    number: row['number'],
    writer: row['writer'],
    sealed: row['sealed'],
    tail: JSON.parse(row['tail']),
    stats: numbersIn(row['stats']),
    lastStep: row['last_step'],
    lastTime: row['last_time'],
    metricKind: row['metric_kind'] ?? undefined,
    metadata: row['metadata'] === null ? undefined : decodePlain(row['metadata']),
  }
}
