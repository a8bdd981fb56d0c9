import { join } from 'node:path'
import type { FileSystem } from '@seetrain/core'
import { frameEnd, readFrames, type HookFrame } from './hook-frames.ts'

const SEGMENT = /^\d{8}\.spool$/
const PIECE = 1024 * 1024

export interface SpoolPiece {
  bytes: Uint8Array
  frames: HookFrame[]
}

/** The calls in a client's spool, some at a time, up to a frame that is damaged or not there yet. */
export function* readSpool(folder: string, fileSystem: FileSystem): Generator<SpoolPiece> {
  for (const name of fileSystem.list(folder).filter(file => SEGMENT.test(file))) {
    yield* readSegment(join(folder, name), fileSystem)
  }
}

function* readSegment(path: string, fileSystem: FileSystem): Generator<SpoolPiece> {
  const descriptor = fileSystem.open(path, 'r')
  try {
    const size = fileSystem.size(descriptor)
    for (let at = 0, wanted = PIECE; at < size;) {
      const bytes = new Uint8Array(Math.min(wanted, size - at))
      const whole = wholeFrames(bytes.subarray(0, fileSystem.read(descriptor, bytes, 0, bytes.length, at)))
      if (whole.length > 0) yield { bytes: whole, frames: readFrames(whole) }
      else if (at + wanted >= size) return
      at += whole.length
      // a frame that does not fit
      wanted = whole.length === 0 ? wanted * 4 : PIECE
    }
  } finally {
    fileSystem.close(descriptor)
  }
}

function wholeFrames(bytes: Uint8Array): Uint8Array {
  let end = 0
  for (let next = frameEnd(bytes, 0); next !== undefined; next = frameEnd(bytes, end)) end = next
  return bytes.subarray(0, end)
}
