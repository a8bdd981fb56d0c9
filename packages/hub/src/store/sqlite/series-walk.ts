import type { Points } from '../batch.ts'
import { CHUNK_POINTS, ChunkTree, FAN } from './chunk-tree.ts'
import type { Database } from './database.ts'
import { STATS } from './point-stats.ts'
import type { SeriesRow } from './series-rows.ts'

/** Sees a series from afar, and closer where it asks for it. */
export interface SeriesVisitor {
  /** Statistics of the next points, a row of numbers at `at`. Returns true to see what they stand for. */
  open(stats: Float64Array, at: number): boolean
  points(points: Points): void
}

/** Leads a visitor through all points of a series in the order of logging, from the coarsest level down. */
export class SeriesWalk {
  readonly #tree: ChunkTree
  readonly #row: SeriesRow
  readonly #visitor: SeriesVisitor

  constructor(database: Database, row: SeriesRow, visitor: SeriesVisitor) {
    this.#tree = new ChunkTree(database, row.number)
    this.#row = row
    this.#visitor = visitor
  }

  go(): void {
    if (!this.#visitor.open(this.#row.stats, 0)) return
    let done = 0
    for (let level = this.#topLevel(); level >= 0; level--) {
      const chunks = FAN ** level
      for (; done + chunks <= this.#row.sealed; done += chunks) this.#visit(level, done / chunks)
    }
    for (const [index, count] of this.#row.tail.entries())
      this.#visitor.points(this.#tree.chunk(this.#row.sealed + index, count))
  }

  #topLevel(): number {
    let level = 0
    while (FAN ** (level + 1) <= this.#row.sealed) level++
    return level
  }

  #visit(level: number, ordinal: number): void {
    if (this.#visitor.open(this.#tree.stats(level, ordinal), 0)) this.#descend(level, ordinal)
  }

  #descend(level: number, ordinal: number): void {
    if (level === 0) return this.#visitor.points(this.#tree.chunk(ordinal, CHUNK_POINTS))
    const children = this.#tree.children(level, ordinal)
    for (let index = 0; index < FAN; index++)
      if (this.#visitor.open(children, index * STATS)) this.#descend(level - 1, ordinal * FAN + index)
  }
}
