import type { FileSystem } from '../contracts/ports.ts'
import { decodePoints } from '../record/point-codec.ts'
import { FRAME, type FrameView } from './frame.ts'
import { scanFrames } from './scan.ts'
import { listSegments } from './segments.ts'

export interface Recovered {
  /** Segment to go on writing; 0 when the journal is new. */
  segment: number
  /** Where its last good frame ends. Bytes behind are a torn tail. */
  goodEnd: number
  tornBytes: number
  /** Records in the journal so far. */
  sequence: number
}

/** Finds where a journal can be continued. Changes nothing. */
export function recoverJournal(folder: string, fileSystem: FileSystem): Recovered {
  const segments = listSegments(folder, fileSystem)
  const last = segments.at(-1)
  if (last === undefined) return { segment: 0, goodEnd: 0, tornBytes: 0, sequence: 0 }
  let goodEnd = 0
  for (const segment of segments.toReversed()) {
    const bytes = fileSystem.readFile(segment.path)
    let lastFrame: FrameView | undefined
    scanFrames(bytes, 0, bytes.length, true, frame => {
      lastFrame = frame
      return true
    })
    if (lastFrame === undefined) continue
    if (segment === last) goodEnd = lastFrame.end
    const sequence = (lastFrame.sequence + recordsIn(bytes, lastFrame)) >>> 0
    return { segment: last.index, goodEnd, tornBytes: last.size - goodEnd, sequence }
  }
  return { segment: last.index, goodEnd, tornBytes: last.size, sequence: 0 }
}

export function recordsIn(bytes: Uint8Array, frame: FrameView): number {
  if (frame.type === FRAME.record) return 1
  if (frame.type !== FRAME.points) return 0
  let points = 0
  decodePoints(bytes, frame.payload, frame.end, () => points++)
  return points
}
