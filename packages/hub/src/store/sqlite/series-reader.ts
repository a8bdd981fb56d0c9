import type { Series, SeriesAnswer, SeriesQuery } from '../series-query.ts'
import { BucketFill, type AxisRange } from './bucket-fill.ts'
import type { Database } from './database.ts'
import { PointCollect } from './point-collect.ts'
import { AXIS_MIN, STAT } from './point-stats.ts'
import { SeriesRows, type SeriesRow } from './series-rows.ts'
import { SeriesWalk } from './series-walk.ts'

interface Asked {
  runId: string
  key: string
  row: SeriesRow
}

/** Answers questions for charts. */
export class SeriesReader {
  readonly #database: Database
  readonly #rows: SeriesRows

  constructor(database: Database) {
    this.#database = database
    this.#rows = new SeriesRows(database)
  }

  series(query: SeriesQuery): SeriesAnswer {
    const asked = this.#find(query)
    const range = rangeOf(query, asked)
    const series = asked.map(one => this.#read(one, range)).filter(one => one.total > 0)
    return { from: range.from, to: range.to, series }
  }

  #find({ runs, keys, source = 'metric' }: SeriesQuery): Asked[] {
    return runs.flatMap(runId => {
      const run = this.#database.get('SELECT number FROM run WHERE id = ?', runId)?.['number']
      if (run === undefined) return []
      return keys.flatMap(key => this.#rows.ofKey(run, source, key).map(row => ({ runId, key, row })))
    })
  }

  #read({ runId, key, row }: Asked, range: AxisRange): Series {
    const known = { runId, key, writer: row.writer }
    if (row.stats[STAT.count]! > range.buckets) {
      const fill = new BucketFill(range)
      new SeriesWalk(this.#database, row, fill).go()
      if (fill.total > range.buckets) return { ...known, total: fill.total, points: undefined, buckets: fill.result() }
    }
    const collect = new PointCollect(range)
    new SeriesWalk(this.#database, row, collect).go()
    const points = collect.result()
    return { ...known, total: points.values.length, points, buckets: undefined }
  }
}

/** The range of the query; where it is open, from the least to the greatest place of all series. */
function rangeOf(query: SeriesQuery, asked: readonly Asked[]): AxisRange {
  const { axis = 'step', buckets } = query
  let from = Infinity
  let to = -Infinity
  for (const { row } of asked) {
    from = Math.min(from, row.stats[AXIS_MIN[axis]]!)
    to = Math.max(to, row.stats[AXIS_MIN[axis] + 1]!)
  }
  if (from > to) from = to = 0
  return { axis, from: query.from ?? from, to: query.to ?? to, buckets }
}
