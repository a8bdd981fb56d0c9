import type { FileSystem } from '../contracts/ports.ts'
import type { RunRecord } from '../contracts/record.ts'
import { isShallow } from '../record/is-shallow.ts'
import { decodeRecord } from '../record/plain-json.ts'
import { decodePoints, readVarintAt } from '../record/point-codec.ts'
import { FRAME, LARGEST_PAYLOAD, type FrameView } from './frame.ts'
import { recordsIn } from './recover.ts'
import { scanFrames } from './scan.ts'
import { listSegments, type Segment } from './segments.ts'

export interface JournalChunk {
  records: RunRecord[]
  /** Cursor behind the records: where the next read goes on. */
  nextOffset: number
  /** True when nothing complete lies behind `nextOffset` yet. */
  atEnd: boolean
  /** Records of this stretch that were damaged on disk and could not be read. */
  lost: number
}

/** What a visit has passed over. */
export type JournalStretch = Omit<JournalChunk, 'records'>

/** Takes what a journal holds, in its order, without an object per point. */
export interface JournalVisitor {
  /** One point. `epoch` is NaN when there is none. */
  point(key: string, step: number, value: number, time: number, epoch: number): void
  /** Any other record, and points that carry more than their numbers. */
  record(record: RunRecord): void
}

export interface ReadLimits {
  maxRecords?: number
  maxBytes?: number
}

const WINDOW_BYTES = 1024 * 1024
/** A window in which any frame that starts at its beginning is complete. */
const LARGEST_WINDOW = LARGEST_PAYLOAD + WINDOW_BYTES

/**
 * Reads a journal from any cursor, also while it is being written. Holds one window of bytes and the names of the
 * keys; damaged frames are passed over and what they held is counted.
 */
export class JournalReader {
  readonly #folder: string
  readonly #fileSystem: FileSystem
  readonly #keys = new Map<number, string>()
  #open: { path: string; descriptor: number } | undefined
  /** Offset up to which `#keys` and `#sequence` are true. */
  #position = 0
  #sequence: number | undefined = 0
  #window: Uint8Array = new Uint8Array(0)

  constructor(folder: string, fileSystem: FileSystem) {
    this.#folder = folder
    this.#fileSystem = fileSystem
  }

  read(fromOffset: number, limits?: ReadLimits): JournalChunk {
    const records: RunRecord[] = []
    const stretch = this.visit(
      fromOffset,
      {
        point: (key, step, value, time, epoch) =>
          records.push(
            epoch !== epoch
              ? { kind: 'metric', time, key, step, value }
              : { kind: 'metric', time, key, step, value, epoch },
          ),
        record: record => records.push(record),
      },
      limits,
    )
    return { records, ...stretch }
  }

  /** The same reading for those who want columns: an object per point costs more than all the rest. */
  visit(fromOffset: number, visitor: JournalVisitor, limits: ReadLimits = {}): JournalStretch {
    if (fromOffset !== this.#position) this.#seek(fromOffset)
    const { maxRecords = Infinity, maxBytes = WINDOW_BYTES } = limits
    let taken = 0
    let lost = 0
    const stopAt = fromOffset + maxBytes
    const atEnd = this.#walk(stopAt, (frame, bytes, offset) => {
      lost += this.#gapBefore(frame)
      const count = this.#take(frame, bytes, visitor)
      if (count === undefined) lost++
      else taken += count
      return taken < maxRecords && offset < stopAt
    })
    return { nextOffset: this.#position, atEnd, lost }
  }

  /** Everything from an offset on, chunk by chunk, until what is complete now has been read. */
  *chunks(fromOffset = 0, limits?: ReadLimits): Generator<JournalChunk> {
    for (let offset = fromOffset; ;) {
      const chunk = this.read(offset, limits)
      if (chunk.records.length > 0 || chunk.lost > 0) yield chunk
      if (chunk.atEnd) return
      offset = chunk.nextOffset
    }
  }

  close(): void {
    if (this.#open) this.#fileSystem.close(this.#open.descriptor)
    this.#open = undefined
  }

  // the names of keys are told in each segment: read its frames up to the cursor, points unread
  #seek(offset: number): void {
    const segment = listSegments(this.#folder, this.#fileSystem).findLast(candidate => candidate.start <= offset)
    this.#position = segment?.start ?? 0
    this.#sequence = undefined
    this.#keys.clear()
    if (this.#position === offset) return
    this.#walk(offset, (frame, bytes, end) => {
      this.#gapBefore(frame)
      this.#sequence = (frame.sequence + recordsIn(bytes, frame)) >>> 0
      if (frame.type === FRAME.key || frame.type === FRAME.header) this.#learn(frame, bytes)
      return end < offset
    })
    this.#position = offset
  }

  /** Calls `onFrame` for frames from `#position` on, until it returns false. Returns whether the end was reached. */
  #walk(stopAt: number, onFrame: (frame: FrameView, bytes: Uint8Array, endOffset: number) => boolean): boolean {
    for (;;) {
      const segments = listSegments(this.#folder, this.#fileSystem)
      const index = segments.findLastIndex(candidate => candidate.start <= this.#position)
      const segment = segments[index]
      if (segment === undefined) return true
      const final = index < segments.length - 1
      const result = this.#walkSegment(segment, final, stopAt, onFrame)
      if (result === 'stopped') return false
      if (!final) return true
      // the next segment begins where this one ends, whatever was left unread in it
      this.#position = segment.start + segment.size
    }
  }

  #walkSegment(
    segment: Segment,
    final: boolean,
    stopAt: number,
    onFrame: (frame: FrameView, bytes: Uint8Array, endOffset: number) => boolean,
  ): 'stopped' | 'done' {
    let windowBytes = Math.max(4096, Math.min(WINDOW_BYTES, stopAt - this.#position + 1024))
    for (;;) {
      const from = this.#position - segment.start
      const bytes = this.#readWindow(segment, from, windowBytes)
      const last = from + bytes.length >= segment.size
      let stopped = false
      const base = this.#position
      const noMoreComes = last ? final : windowBytes === LARGEST_WINDOW
      const scan = scanFrames(bytes, 0, bytes.length, noMoreComes, frame => {
        this.#position = base + frame.end
        stopped = !onFrame(frame, bytes, this.#position)
        return !stopped
      })
      this.#position = base + scan.next
      if (stopped) return 'stopped'
      if (last) return 'done'
      // nothing complete in the window: a large frame, or a damaged length that claims to be one
      windowBytes = scan.next === 0 ? Math.min(windowBytes * 4, LARGEST_WINDOW) : WINDOW_BYTES
    }
  }

  #readWindow(segment: Segment, from: number, length: number): Uint8Array {
    if (this.#open?.path !== segment.path) {
      this.close()
      this.#open = { path: segment.path, descriptor: this.#fileSystem.open(segment.path, 'r') }
    }
    const wanted = Math.min(length, segment.size - from)
    if (this.#window.length < wanted) this.#window = new Uint8Array(wanted)
    let got = 0
    while (got < wanted) {
      const count = this.#fileSystem.read(this.#open.descriptor, this.#window, got, wanted - got, from + got)
      if (count === 0) break
      got += count
    }
    return this.#window.subarray(0, got)
  }

  #gapBefore(frame: FrameView): number {
    const expected = this.#sequence
    if (expected === undefined) this.#sequence = frame.sequence
    if (expected === undefined || frame.sequence === expected) return 0
    this.#sequence = frame.sequence
    const gap = (frame.sequence - expected) >>> 0
    return gap < 0x80000000 ? gap : 0
  }

  // what a header or key frame says about the frames behind it
  #learn(frame: FrameView, bytes: Uint8Array): void {
    if (frame.type === FRAME.header) return this.#keys.clear()
    const id = readVarintAt(bytes, frame.payload, frame.end)
    this.#keys.set(id.value, decoder.decode(bytes.subarray(id.end, frame.end)))
  }

  /** Hands a frame to the visitor. Returns how many records it held, `undefined` for one whose text makes no sense. */
  #take(frame: FrameView, bytes: Uint8Array, visitor: JournalVisitor): number | undefined {
    if (frame.type === FRAME.header || frame.type === FRAME.key) {
      this.#learn(frame, bytes)
      return 0
    }
    this.#sequence = (frame.sequence + 1) >>> 0
    if (frame.type === FRAME.record) {
      const record = readRecord(decoder.decode(bytes.subarray(frame.payload, frame.end)))
      if (record === undefined) return undefined
      visitor.record(record)
      return 1
    }
    const count = this.#takePoints(frame, bytes, visitor)
    this.#sequence = (frame.sequence + count) >>> 0
    return count
  }

  #takePoints(frame: FrameView, bytes: Uint8Array, visitor: JournalVisitor): number {
    let count = 0
    let lastId = -1
    let key = ''
    decodePoints(bytes, frame.payload, frame.end, (id, step, value, time, epoch) => {
      if (id !== lastId) {
        key = this.#keys.get(id) ?? `unknown key ${id}`
        lastId = id
      }
      visitor.point(key, step, value, time, epoch)
      count++
    })
    return count
  }
}

// its checksum is right, so a stranger wrote it
function readRecord(text: string): RunRecord | undefined {
  try {
    const record = decodeRecord(text)
    return isShallow(record, DEEPEST) ? record : undefined
  } catch {
    return undefined
  }
}

/** Nothing that a person means is deeper, and what goes through a record step by step would run out of stack. */
const DEEPEST = 200

const decoder = new TextDecoder()
