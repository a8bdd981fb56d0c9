import { LARGEST_ITEM, PointEncoder, writeVarint } from '../record/point-codec.ts'
import { FORMAT_VERSION, FRAME, FRAME_HEADER_BYTES, sealFrame } from './frame.ts'

/** A damaged frame costs at most this many points; the frame's own bytes then cost half a byte a point. */
const POINTS_PER_FRAME = 32
const BUFFER_BYTES = 64 * 1024
const HIGH_WATER = BUFFER_BYTES - 1024
const HEADER_MAGIC = 'SeeTrain journal\n'

/** Records as frames, in a buffer that is filled, handed over and filled again. The guard thread can see its bytes. */
export class FrameBuffer {
  readonly bytes = new Uint8Array(new SharedArrayBuffer(BUFFER_BYTES))
  /** Bytes in the buffer. */
  end = 0
  /** Records in it, those of the open frame not counted. */
  records = 0
  /** Records in the journal before the open frame, or before the next one. */
  sequence = 0
  /** Where the open frame of points begins; -1 when none is open. */
  frameStart = -1
  readonly #points = new PointEncoder(this.bytes)
  #framePoints = 0

  /** Whether the next point may not fit. */
  get isFull(): boolean {
    return this.end > HIGH_WATER
  }

  point(key: number, step: number, value: number, time: number, epoch: number): void {
    if (this.frameStart < 0) {
      this.frameStart = this.end
      this.end = this.#points.begin(this.end + FRAME_HEADER_BYTES, time)
    }
    this.end = this.#points.append(this.end, key, step, value, time, epoch)
    if (++this.#framePoints === POINTS_PER_FRAME) this.sealPoints()
  }

  /** Completes the open frame, if there is one. */
  sealPoints(): void {
    if (this.frameStart < 0) return
    sealFrame(this.bytes, this.frameStart, this.end, FRAME.points, this.sequence)
    this.#count(this.#framePoints)
    this.frameStart = -1
    this.#framePoints = 0
  }

  /** Whether a frame with this text has room, in the buffer as it is or in an empty one. */
  fits(text: string, room: 'now' | 'when empty'): boolean {
    // three bytes is the most that UTF-8 needs for one UTF-16 unit
    return (room === 'now' ? this.end : 0) + FRAME_HEADER_BYTES + LARGEST_ITEM + text.length * 3 <= BUFFER_BYTES
  }

  record(text: string): void {
    this.#frame(FRAME.record, text)
    this.#count(1)
  }

  /** Names a key's number. */
  key(id: number, name: string): void {
    this.#frame(FRAME.key, name, id)
  }

  header(segment: number): void {
    this.#frame(FRAME.header, `${HEADER_MAGIC}${JSON.stringify({ version: FORMAT_VERSION, segment })}`)
  }

  /** A frame too large for the buffer, on its own. */
  largeRecord(payload: Uint8Array): Uint8Array {
    const frame = new Uint8Array(FRAME_HEADER_BYTES + payload.length)
    frame.set(payload, FRAME_HEADER_BYTES)
    sealFrame(frame, 0, frame.length, FRAME.record, this.sequence)
    this.sequence = (this.sequence + 1) >>> 0
    return frame
  }

  /** Empties the buffer: everything in it, an open frame included, is in the file. */
  clear(): void {
    this.sequence = (this.sequence + this.#framePoints) >>> 0
    this.frameStart = -1
    this.#framePoints = 0
    this.end = 0
    this.records = 0
  }

  #frame(type: number, text: string, id?: number): void {
    this.sealPoints()
    let at = this.end + FRAME_HEADER_BYTES
    if (id !== undefined) at = writeVarint(this.bytes, at, id)
    at += encoder.encodeInto(text, this.bytes.subarray(at)).written
    sealFrame(this.bytes, this.end, at, type, this.sequence)
    this.end = at
  }

  #count(records: number): void {
    this.sequence = (this.sequence + records) >>> 0
    this.records += records
  }
}

const encoder = new TextEncoder()
