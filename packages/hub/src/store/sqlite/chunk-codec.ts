import type { Points } from '../batch.ts'
import { decodeColumn, encodeColumn, largestColumn } from './column-codec.ts'

/** Where each column begins, u32 each; 0 for a column that is absent. */
const INDEX_BYTES = 16

let scratch = new Uint8Array(0)

/** Points in columns of one length as bytes, which are valid until the next call. */
export function encodeChunk(points: Points, compress: boolean): Uint8Array {
  const needed = INDEX_BYTES + 4 * largestColumn(points.values.length)
  if (scratch.length < needed) scratch = new Uint8Array(needed)
  const index = new DataView(scratch.buffer)
  let at = INDEX_BYTES
  for (const [position, column] of [points.steps, points.values, points.times, points.epochs].entries()) {
    index.setUint32(position * 4, column === undefined ? 0 : at, true)
    if (column !== undefined) at = encodeColumn(scratch, at, column, compress)
  }
  return scratch.subarray(0, at)
}

/** A stored chunk. Columns are decoded when they are asked for, because a chart needs two of the four. */
export class Chunk {
  readonly count: number
  readonly #bytes: Uint8Array
  readonly #index: DataView

  constructor(bytes: Uint8Array, count: number) {
    this.count = count
    this.#bytes = bytes
    this.#index = new DataView(bytes.buffer, bytes.byteOffset)
  }

  get steps(): Float64Array {
    return this.#column(0)!
  }

  get values(): Float64Array {
    return this.#column(1)!
  }

  get times(): Float64Array {
    return this.#column(2)!
  }

  get epochs(): Float64Array | undefined {
    return this.#column(3)
  }

  #column(position: number): Float64Array | undefined {
    const at = this.#index.getUint32(position * 4, true)
    return at === 0 ? undefined : decodeColumn(this.#bytes, at, this.count)
  }
}
