import { closeSync, openSync } from 'node:fs'
import { crc32c } from '@seetrain/core'
import { FileWindow } from '../file-window.ts'

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

/** The checksum as TFRecord keeps it: turned and moved, so that checksums of checksums stay useful. */
function masked(bytes: Uint8Array): number {
  const crc = crc32c(bytes)
  return (((crc >>> 15) | (crc << 17)) + 0xa2_82_ea_d8) >>> 0
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
