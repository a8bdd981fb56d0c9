import { join } from 'node:path'
import type { FileSystem } from '../contracts/ports.ts'

const SEGMENT_NAME = /^journal(?:-(\d{6,}))?\.bin$/

export interface Segment {
  path: string
  index: number
  /** Offset of its first byte in the journal as a whole: the sizes of the segments before it. */
  start: number
  size: number
}

export function segmentPath(folder: string, index: number): string {
  return join(folder, index === 0 ? 'journal.bin' : `journal-${String(index).padStart(6, '0')}.bin`)
}

/** The segments of one journal in their order. Empty when there is no journal. */
export function listSegments(folder: string, fileSystem: FileSystem): Segment[] {
  const indexes: number[] = []
  for (const name of fileSystem.list(folder)) {
    const match = SEGMENT_NAME.exec(name)
    if (match) indexes.push(Number(match[1] ?? 0))
  }
  const segments: Segment[] = []
  let start = 0
  for (const index of indexes.sort((a, b) => a - b)) {
    const path = segmentPath(folder, index)
    const size = fileSystem.stat(path)?.size ?? 0
    segments.push({ path, index, start, size })
    start += size
  }
  return segments
}

/** How many bytes a journal has: behind its last one an offset points nowhere. */
export function journalSize(folder: string, fileSystem: FileSystem): number {
  const last = listSegments(folder, fileSystem).at(-1)
  return last === undefined ? 0 : last.start + last.size
}
