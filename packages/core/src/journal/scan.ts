import { checkFrame, findSync, type FrameView } from './frame.ts'

export interface ScanEnd {
  /** Where a next scan goes on: behind the last frame, or at what may still become one. */
  next: number
  /** Bytes that belong to no frame, passed over. */
  damagedBytes: number
}

/**
 * Calls `onFrame` for each good frame of `bytes[from, limit)`, passing over what is damaged. `final` says that no more
 * bytes will come: what is left at the end is then damage, otherwise it is kept for the next scan. `onFrame` returns
 * false to stop behind that frame.
 */
export function scanFrames(
  bytes: Uint8Array,
  from: number,
  limit: number,
  final: boolean,
  onFrame: (frame: FrameView) => boolean,
): ScanEnd {
  let at = from
  let damagedBytes = 0
  while (at < limit) {
    const found = checkFrame(bytes, at, limit)
    if (typeof found === 'object') {
      at = found.end
      if (!onFrame(found)) break
      continue
    }
    // what is incomplete may be a frame still being written, or one whose length is damaged: a good frame behind tells
    const next = findFrame(bytes, at + 1, limit)
    if (next === undefined && !final) break
    damagedBytes += (next ?? limit) - at
    at = next ?? limit
  }
  return { next: at, damagedBytes }
}

function findFrame(bytes: Uint8Array, from: number, limit: number): number | undefined {
  for (let at = findSync(bytes, from, limit); at < limit; at = findSync(bytes, at + 1, limit)) {
    if (typeof checkFrame(bytes, at, limit) === 'object') return at
  }
  return undefined
}
