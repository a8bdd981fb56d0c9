import { closeSync, openSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { FileWindow } from './file-window.ts'

/** A record of the log, still encoded. */
export interface LoggedRecord {
  bytes: Uint8Array
  /** Where the next record begins. */
  end: number
}

const BLOCK = 32 * 1024
const CHUNK_HEADER = 7
const CHUNK = { full: 1, first: 2, middle: 3, last: 4 }

/** What stands at the start of a log, the first block's first bytes: a mark and a version. */
export interface LogHeader {
  readonly mark: string
  readonly magic: number
}

export const HEADER_BYTES = 7

export function hasLogHeader(head: Uint8Array, { mark, magic }: LogHeader): boolean {
  return head.length >= HEADER_BYTES && textAt(head) === mark && (head[4]! | (head[5]! << 8)) === magic
}

/**
 * The whole records of a log in LevelDB's framing, with the plain CRC-32 that W&B and SwanLab use, from an offset on. Damage
 * costs its record, or the rest of its block. A record that is not complete yet ends it: the writer may be at it.
 */
export function* readTransactionLog(
  path: string,
  from: number,
  onDamaged: (offset: number) => void,
): Generator<LoggedRecord> {
  const descriptor = openSync(path, 'r')
  try {
    const window = new FileWindow(descriptor)
    let parts: Uint8Array[] = []
    for (let at = Math.max(from, HEADER_BYTES); ;) {
      at = skipFilling(at)
      const chunk = readChunk(window, at)
      if (chunk === undefined) return
      if (!chunk.isSound || (startsRecord(chunk) && parts.length > 0)) {
        onDamaged(at)
        parts = []
      }
      at = chunk.end
      // the middle of a record whose beginning was damaged
      if (!chunk.isSound || (parts.length === 0 && !startsRecord(chunk))) continue
      parts.push(chunk.bytes)
      if (chunk.type === CHUNK.first || chunk.type === CHUNK.middle) continue
      yield { bytes: parts.length === 1 ? parts[0]! : Buffer.concat(parts), end: at }
      parts = []
    }
  } finally {
    closeSync(descriptor)
  }
}

interface Chunk {
  isSound: boolean
  type: number
  bytes: Uint8Array
  /** Where to go on. */
  end: number
}

function startsRecord({ type }: Chunk): boolean {
  return type === CHUNK.full || type === CHUNK.first
}

/** Undefined where the file ends before the chunk does. */
function readChunk(window: FileWindow, at: number): Chunk | undefined {
  const header = window.take(at, CHUNK_HEADER)
  if (header === undefined) return undefined
  const length = header[4]! | (header[5]! << 8)
  const type = header[6]!
  const end = at + CHUNK_HEADER + length
  // a chunk never leaves its block
  if (type < CHUNK.full || type > CHUNK.last || end > nextBlock(at)) return damagedChunk(nextBlock(at))
  const chunk = window.take(at, end - at)
  if (chunk === undefined) return undefined
  if (isSound(chunk)) return { isSound: true, type, bytes: chunk.slice(CHUNK_HEADER), end }
  return damagedChunk(isBoundary(window, end) ? end : nextBlock(at))
}

function damagedChunk(end: number): Chunk {
  return { isSound: false, type: 0, bytes: new Uint8Array(0), end }
}

function isSound(chunk: Uint8Array): boolean {
  const checksum = new DataView(chunk.buffer, chunk.byteOffset).getUint32(0, true)
  return crc32(chunk.subarray(CHUNK_HEADER - 1)) === checksum
}

/** Whether a chunk begins here, as after one of which the length is not what was damaged. */
function isBoundary(window: FileWindow, end: number): boolean {
  const at = skipFilling(end)
  const header = window.take(at, CHUNK_HEADER)
  if (header === undefined) return true
  const chunk = window.take(at, CHUNK_HEADER + (header[4]! | (header[5]! << 8)))
  return chunk !== undefined && isSound(chunk)
}

/** A block's last bytes are no chunk when no header has room in them. */
function skipFilling(at: number): number {
  const left = BLOCK - (at % BLOCK)
  return left < CHUNK_HEADER ? at + left : at
}

function nextBlock(at: number): number {
  return (Math.floor(at / BLOCK) + 1) * BLOCK
}

function textAt(head: Uint8Array): string {
  return String.fromCharCode(...head.subarray(0, 4))
}
