import { closeSync, openSync, readSync } from 'node:fs'
import { crc32c } from '@seetrain/core'

/** What a TFRecord file holds at an offset. */
export interface EventRecord {
  bytes: Uint8Array
  /** Where the next record begins. */
  end: number
}

export interface EventFileProblems {
  /** A record whose bytes do not fit their checksum was passed over. */
  onDamaged(offset: number): void
  /** The length of a record is damaged, so nothing behind it can be found. */
  onDead(offset: number): void
}

const HEADER = 12
const FOOTER = 4
const WINDOW = 1 << 20
/** Larger than any event that a writer makes, and small enough to be read. */
const LARGEST = 1 << 30

/**
 * The whole records of a TensorBoard event file from an offset on. A record that is not complete yet ends it without a
 * word: the writer may still be at it.
 */
export function* readEventFile(path: string, from: number, problems: EventFileProblems): Generator<EventRecord> {
  const descriptor = openSync(path, 'r')
  try {
    const file = new FileWindow(descriptor)
    for (let at = from; ;) {
      const header = file.take(at, HEADER)
      if (header === undefined) return
      const length = Number(viewOf(header).getBigUint64(0, true))
      if (viewOf(header).getUint32(8, true) !== masked(header.subarray(0, 8)) || length > LARGEST)
        return problems.onDead(at)
      const record = file.take(at, HEADER + length + FOOTER)
      if (record === undefined) return
      const bytes = record.slice(HEADER, HEADER + length)
      const isSound = viewOf(record).getUint32(HEADER + length, true) === masked(bytes)
      if (!isSound) problems.onDamaged(at)
      at += record.length
      if (isSound) yield { bytes, end: at }
    }
  } finally {
    closeSync(descriptor)
  }
}

/** Reads a file in large pieces, which are handed out in small ones. */
class FileWindow {
  readonly #descriptor: number
  #bytes: Uint8Array = new Uint8Array(0)
  #start = 0

  constructor(descriptor: number) {
    this.#descriptor = descriptor
  }

  /** Valid until the next call; undefined when the file ends before. */
  take(at: number, length: number): Uint8Array | undefined {
    if (at + length > this.#start + this.#bytes.length) {
      this.#bytes = readAt(this.#descriptor, at, Math.max(length, WINDOW))
      this.#start = at
    }
    const from = at - this.#start
    return from + length > this.#bytes.length ? undefined : this.#bytes.subarray(from, from + length)
  }
}

function readAt(descriptor: number, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let done = 0
  while (done < length) {
    const read = readSync(descriptor, bytes, done, length - done, offset + done)
    if (read === 0) break
    done += read
  }
  return bytes.subarray(0, done)
}

/** The checksum as TFRecord keeps it: turned and moved, so that checksums of checksums stay useful. */
function masked(bytes: Uint8Array): number {
  const crc = crc32c(bytes)
  return (((crc >>> 15) | (crc << 17)) + 0xa2_82_ea_d8) >>> 0
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
