import { closeSync, openSync, readSync } from 'node:fs'

const PIECE_BYTES = 1 << 20
const LINE_FEED = 10

/** A line without its end, and where the next one begins. */
export interface WholeLine {
  text: string
  end: number
}

/** The lines of a file from an offset on. One that has no end yet is not given: it may still be written. */
export function* wholeLines(path: string, from: number): Generator<WholeLine> {
  const descriptor = openSync(path, 'r')
  try {
    let rest = Buffer.alloc(0)
    let at = from
    for (;;) {
      const piece = Buffer.allocUnsafe(PIECE_BYTES)
      const read = readSync(descriptor, piece, 0, PIECE_BYTES, at + rest.length)
      if (read === 0) return
      const bytes = rest.length === 0 ? piece.subarray(0, read) : Buffer.concat([rest, piece.subarray(0, read)])
      let start = 0
      for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, start)) {
        yield { text: bytes.toString('utf8', start, end), end: at + end + 1 }
        start = end + 1
      }
      rest = bytes.subarray(start)
      at += start
    }
  } finally {
    closeSync(descriptor)
  }
}
