import type { Points } from '../batch.ts'
import { Chunk, encodeChunk } from './chunk-codec.ts'
import type { Database } from './database.ts'
import { addStats, emptyStats, STATS, statsOf } from './point-stats.ts'

/**
 * A series on disk. Level 0 are chunks of `CHUNK_POINTS` points; a node of each level above has the statistics of the
 * `FAN` nodes below it. A node is written once, when its last child is; so nothing is ever rewritten but the tail:
 * the points that do not fill a chunk yet lie behind the chunks in fragments, each at least twice as long as the next.
 */
export const CHUNK_POINTS = 2048
export const FAN = 64

// the number of a row: series, level and ordinal, so that what is read together lies together
const ORDINALS = 2 ** 24
const LEVELS = 8

function rowNumber(series: number, level: number, ordinal: number): number {
  return (series * LEVELS + level) * ORDINALS + ordinal
}

/** First row number of a series and of the one behind it. */
export function rowsOf(series: number): [number, number] {
  return [rowNumber(series, 0, 0), rowNumber(series + 1, 0, 0)]
}

/** Reads and writes the rows of one series. */
export class ChunkTree {
  readonly #database: Database
  readonly #series: number

  constructor(database: Database, series: number) {
    this.#database = database
    this.#series = series
  }

  /** Writes points that fill a chunk, and the nodes above it that are complete with it. */
  seal(ordinal: number, points: Points): void {
    const stats = statsOf(points)
    this.#write(0, ordinal, stats, encodeChunk(points, true))
    for (let level = 1, children = ordinal + 1; children % FAN === 0; level++) {
      children /= FAN
      this.#writeNode(level, children - 1)
    }
  }

  writeFragment(ordinal: number, points: Points): void {
    this.#write(0, ordinal, undefined, encodeChunk(points, false))
  }

  removeFragments(from: number, to: number): void {
    if (from >= to) return
    this.#database.run('DELETE FROM chunk WHERE number >= ? AND number < ?', this.#row(0, from), this.#row(0, to))
  }

  stats(level: number, ordinal: number): Float64Array {
    return numbersIn(
      this.#database.get('SELECT stats FROM chunk WHERE number = ?', this.#row(level, ordinal))!['stats'],
    )
  }

  chunk(ordinal: number, count: number): Chunk {
    return new Chunk(this.#data(0, ordinal), count)
  }

  /** The statistics of a node's children, one row behind the other. */
  children(level: number, ordinal: number): Float64Array {
    return numbersIn(this.#data(level, ordinal))
  }

  #writeNode(level: number, ordinal: number): void {
    const children = new Float64Array(FAN * STATS)
    const total = emptyStats()
    const rows = this.#database.all(
      'SELECT stats FROM chunk WHERE number >= ? AND number < ? ORDER BY number',
      this.#row(level - 1, ordinal * FAN),
      this.#row(level - 1, (ordinal + 1) * FAN),
    )
    for (const [index, row] of rows.entries()) children.set(numbersIn(row['stats']), index * STATS)
    for (let index = 0; index < FAN; index++) addStats(total, children, index * STATS)
    this.#write(level, ordinal, total, new Uint8Array(children.buffer))
  }

  #write(level: number, ordinal: number, stats: Float64Array | undefined, data: Uint8Array): void {
    this.#database.run(
      'INSERT OR REPLACE INTO chunk (number, stats, data) VALUES (?, ?, ?)',
      this.#row(level, ordinal),
      stats ?? null,
      data,
    )
  }

  #data(level: number, ordinal: number): Uint8Array {
    return this.#database.get('SELECT data FROM chunk WHERE number = ?', this.#row(level, ordinal))!['data']
  }

  #row(level: number, ordinal: number): number {
    return rowNumber(this.#series, level, ordinal)
  }
}

export function numbersIn(bytes: Uint8Array): Float64Array {
  return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8)
}
