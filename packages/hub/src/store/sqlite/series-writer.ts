import type { PointColumns, Points, SeriesSource } from '../batch.ts'
import { CHUNK_POINTS, ChunkTree } from './chunk-tree.ts'
import type { Database } from './database.ts'
import { addPoints } from './point-stats.ts'
import { SeriesRows, type SeriesRow } from './series-rows.ts'

/** Appends points to the series of one writer of a run. Knows where each of them ends, so it reads little. */
export class SeriesWriter {
  readonly #database: Database
  readonly #rows: SeriesRows
  readonly #run: number
  readonly #writer: string
  readonly #known: Record<SeriesSource, Map<string, SeriesRow>> = { metric: new Map(), system: new Map() }

  constructor(database: Database, run: number, writer: string) {
    this.#database = database
    this.#rows = new SeriesRows(database)
    this.#run = run
    this.#writer = writer
    for (const { source, key, row } of this.#rows.ofWriter(run, writer)) this.#known[source].set(key, row)
  }

  append(columns: PointColumns): void {
    if (columns.count === 0) return
    const row = this.#row(columns)
    // views are dear where points come one by one
    const points = columns.values.length === columns.count ? columns : partOf(columns, 0, columns.count)
    addPoints(row.stats, points)
    row.lastStep = points.steps[columns.count - 1]!
    row.lastTime = points.times[columns.count - 1]!
    if (columns.metricKind !== undefined) row.metricKind = columns.metricKind
    if (columns.metadata !== undefined) row.metadata = columns.metadata
    this.#store(new ChunkTree(this.#database, row.number), row, points)
    this.#rows.update(row)
  }

  #row(columns: PointColumns): SeriesRow {
    const known = this.#known[columns.source]
    let row = known.get(columns.key)
    if (row === undefined) known.set(columns.key, (row = this.#rows.create(this.#run, this.#writer, columns)))
    return row
  }

  #store(tree: ChunkTree, row: SeriesRow, added: Points): void {
    const { points, kept } = this.#joinTail(tree, row, added)
    const fragments = row.tail.length
    const full = kept === 0 ? Math.floor(points.values.length / CHUNK_POINTS) : 0
    for (let index = 0; index < full; index++)
      tree.seal(row.sealed + index, partOf(points, index * CHUNK_POINTS, (index + 1) * CHUNK_POINTS))
    const rest = full === 0 ? points : partOf(points, full * CHUNK_POINTS, points.values.length)
    row.tail.length = kept
    const end = row.sealed + fragments
    row.sealed += full
    if (rest.values.length > 0) {
      tree.writeFragment(row.sealed + kept, rest)
      row.tail.push(rest.values.length)
    }
    tree.removeFragments(row.sealed + row.tail.length, end)
  }

  /**
   * The new points behind those of the last fragments: of all when they fill a chunk together, else of those that are
   * not at least twice as long, so that a point is written again a few times at the most. `kept` fragments stay.
   */
  #joinTail(tree: ChunkTree, { sealed, tail }: SeriesRow, added: Points): { points: Points; kept: number } {
    const waiting = tail.reduce((sum, count) => sum + count, 0)
    let kept = tail.length
    let count = added.values.length
    const reach = waiting + count >= CHUNK_POINTS ? Infinity : 2
    while (kept > 0 && tail[kept - 1]! < reach * count) count += tail[--kept]!
    if (kept === tail.length) return { points: added, kept }
    const parts: Points[] = tail.slice(kept).map((length, index) => tree.chunk(sealed + kept + index, length))
    return { points: join([...parts, added], count), kept }
  }
}

function partOf(points: Points, from: number, to: number): Points {
  return {
    steps: points.steps.subarray(from, to),
    values: points.values.subarray(from, to),
    times: points.times.subarray(from, to),
    epochs: points.epochs?.subarray(from, to),
  }
}

function join(parts: readonly Points[], count: number): Points {
  const column = (read: (part: Points) => Float64Array | undefined): Float64Array => {
    const joined = new Float64Array(count).fill(NaN)
    let at = 0
    for (const part of parts) {
      const piece = read(part)
      if (piece !== undefined) joined.set(piece, at)
      at += part.values.length
    }
    return joined
  }
  const haveEpochs = parts.some(part => part.epochs !== undefined)
  return {
    steps: column(part => part.steps),
    values: column(part => part.values),
    times: column(part => part.times),
    epochs: haveEpochs ? column(part => part.epochs) : undefined,
  }
}
