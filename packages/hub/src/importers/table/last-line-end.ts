import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

const PIECE_BYTES = 64 * 1024
const LINE_FEED = 10

/** Bytes of a file up to and with the end of its last whole line: what follows may still be written. */
export function lastLineEnd(path: string): number {
  const descriptor = openSync(path, 'r')
  try {
    const piece = Buffer.alloc(PIECE_BYTES)
    for (let end = fstatSync(descriptor).size; end > 0;) {
      const start = Math.max(0, end - PIECE_BYTES)
      const read = readSync(descriptor, piece, 0, end - start, start)
      const at = piece.subarray(0, read).lastIndexOf(LINE_FEED)
      if (at >= 0) return start + at + 1
      end = start
    }
    return 0
  } finally {
    closeSync(descriptor)
  }
}
