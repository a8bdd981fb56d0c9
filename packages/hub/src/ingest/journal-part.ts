import { decodeRecord, FRAME, scanFrames, type FrameView, type RunRecord } from '@seetrain/core'

/** What a part of a journal holds, as far as it is whole. */
export interface JournalPart {
  /** Bytes up to the end of the last whole frame. */
  end: number
  damagedBytes: number
  /** Where segments begin, by the number that their header names. */
  headers: { at: number; segment: number }[]
  /** The part begins with a header frame. */
  startsWithHeader: boolean
  firstRecord: RunRecord | undefined
  lastRecord: RunRecord | undefined
}

/** Looks at the frames of a part without decoding its points. */
export function inspectPart(bytes: Uint8Array): JournalPart {
  const headers: { at: number; segment: number }[] = []
  let startsWithHeader = false
  let first: FrameView | undefined
  let last: FrameView | undefined
  let end = 0
  const { damagedBytes } = scanFrames(bytes, 0, bytes.length, false, frame => {
    end = frame.end
    if (frame.type === FRAME.header) {
      startsWithHeader ||= frame.start === 0
      headers.push({ at: frame.start, segment: segmentOf(bytes, frame) })
    } else if (frame.type === FRAME.record) {
      first ??= frame
      last = frame
    }
    return true
  })
  return {
    end,
    damagedBytes,
    headers,
    startsWithHeader,
    firstRecord: first && recordOf(bytes, first),
    lastRecord: last && recordOf(bytes, last),
  }
}

function segmentOf(bytes: Uint8Array, frame: FrameView): number {
  try {
    const text = textOf(bytes, frame)
    const { segment } = JSON.parse(text.slice(text.indexOf('\n') + 1)) as { segment?: unknown }
    return Number.isSafeInteger(segment) ? Number(segment) : 0
  } catch {
    return 0
  }
}

function recordOf(bytes: Uint8Array, frame: FrameView): RunRecord | undefined {
  try {
    return decodeRecord(textOf(bytes, frame))
  } catch {
    return undefined
  }
}

function textOf(bytes: Uint8Array, frame: FrameView): string {
  return new TextDecoder().decode(bytes.subarray(frame.payload, frame.end))
}
