/**
 * Points in their compact form. A points payload is a base time and then one item per point:
 *
 *   control byte   bits 0..1 value form, bits 2..4 step form, bits 5..7 time form
 *   key            varint
 *   step, time     nothing, or what their form says
 *   value          what its form says
 *
 * Steps and times are relative to the item before; a payload starts at step 0 and the base time, so each can be read
 * alone. Value form 3 is no point: it sets the epoch of the points behind it (NaN takes it away again).
 */
const VALUE = { float64: 0, float32: 1, integer: 2, epoch: 3 } as const
/** Forms of steps and times. */
const RELATIVE = { same: 0, next: 1, delta: 2, absolute: 3 } as const

/** Room that one item (with an epoch item before it) needs at the most. */
export const LARGEST_ITEM = 48
export const BASE_TIME_BYTES = 8

const LARGEST_DELTA = 2 ** 30
/** Whole numbers below this take four bytes or less; larger ones are as short as a float. */
const LARGEST_INTEGER = 2 ** 26

/** Writes points into a buffer that belongs to somebody else. One encoder follows one payload at a time. */
export class PointEncoder {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at = 0
  #step = 0
  #time = 0
  #epoch = NaN

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** Starts a payload at `at`; returns the position behind the base time. */
  begin(at: number, time: number): number {
    this.#view.setFloat64(at, time, true)
    this.#step = 0
    this.#time = time
    this.#epoch = NaN
    return at + BASE_TIME_BYTES
  }

  /** Appends one point at `start`; returns the position behind it. An `epoch` of NaN means none. */
  append(start: number, key: number, step: number, value: number, time: number, epoch: number): number {
    const bytes = this.#bytes
    const controlAt =
      epoch === this.#epoch || (epoch !== epoch && this.#epoch !== this.#epoch) ? start : this.#writeEpoch(start, epoch)
    this.#at = key < 0x80 ? controlAt + 2 : writeVarint(bytes, controlAt + 1, key)
    if (key < 0x80) bytes[controlAt + 1] = key
    const stepForm = this.#writeRelative(step, this.#step)
    const timeForm = this.#writeRelative(time, this.#time)
    this.#step = step
    this.#time = time
    bytes[controlAt] = (timeForm << 5) | (stepForm << 2) | this.#writeValue(value)
    return this.#at
  }

  /** Writes a step or time at `#at` as its difference to the one before needs; returns the form. */
  #writeRelative(now: number, before: number): number {
    const difference = now - before
    if (difference === 0) return RELATIVE.same
    if (difference === 1) return RELATIVE.next
    if (difference > -LARGEST_DELTA && difference < LARGEST_DELTA) {
      this.#at = writeZigzag(this.#bytes, this.#at, difference)
      return RELATIVE.delta
    }
    this.#view.setFloat64(this.#at, now, true)
    this.#at += 8
    return RELATIVE.absolute
  }

  #writeValue(value: number): number {
    if (
      value === (value | 0) &&
      value > -LARGEST_INTEGER &&
      value < LARGEST_INTEGER &&
      (value !== 0 || 1 / value > 0)
    ) {
      this.#at = writeZigzag(this.#bytes, this.#at, value)
      return VALUE.integer
    }
    if (Math.fround(value) === value || value !== value) {
      this.#view.setFloat32(this.#at, value, true)
      this.#at += 4
      return VALUE.float32
    }
    this.#view.setFloat64(this.#at, value, true)
    this.#at += 8
    return VALUE.float64
  }

  #writeEpoch(at: number, epoch: number): number {
    this.#epoch = epoch
    this.#bytes[at] = VALUE.epoch
    this.#view.setFloat64(at + 1, epoch, true)
    return at + 9
  }
}

/** Receives the points of a payload. `epoch` is NaN when there is none. */
export type PointVisitor = (key: number, step: number, value: number, time: number, epoch: number) => void

/** Calls `visit` for each point of the payload `bytes[from, to)`. Returns false when the payload makes no sense. */
export function decodePoints(bytes: Uint8Array, from: number, to: number, visit: PointVisitor): boolean {
  if (to - from < BASE_TIME_BYTES) return false
  const cursor: Cursor = { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), at: from, to }
  let time = readFloat64(cursor)
  let step = 0
  let epoch = NaN
  while (cursor.at < to) {
    const control = bytes[cursor.at++]!
    const valueForm = control & 3
    if (valueForm === VALUE.epoch) {
      epoch = readFloat64(cursor)
      continue
    }
    const key = readVarint(cursor)
    step = readRelative(cursor, (control >>> 2) & 7, step)
    time = readRelative(cursor, control >>> 5, time)
    const value =
      valueForm === VALUE.float64
        ? readFloat64(cursor)
        : valueForm === VALUE.float32
          ? readFloat32(cursor)
          : readZigzag(cursor)
    if (cursor.at > to) return false
    visit(key, step, value, time, epoch)
  }
  return cursor.at === to
}

interface Cursor {
  bytes: Uint8Array
  view: DataView
  at: number
  to: number
}

function readRelative(cursor: Cursor, form: number, before: number): number {
  if (form === RELATIVE.same) return before
  if (form === RELATIVE.next) return before + 1
  if (form === RELATIVE.delta) return before + readZigzag(cursor)
  return readFloat64(cursor)
}

function readFloat64(cursor: Cursor): number {
  const at = cursor.at
  cursor.at += 8
  return cursor.at > cursor.to ? NaN : cursor.view.getFloat64(at, true)
}

function readFloat32(cursor: Cursor): number {
  const at = cursor.at
  cursor.at += 4
  return cursor.at > cursor.to ? NaN : cursor.view.getFloat32(at, true)
}

export function writeVarint(bytes: Uint8Array, start: number, value: number): number {
  let at = start
  let rest = value >>> 0
  for (; rest > 0x7f; rest >>>= 7) bytes[at++] = rest | 0x80
  bytes[at++] = rest
  return at
}

function writeZigzag(bytes: Uint8Array, at: number, value: number): number {
  const zigzag = ((value << 1) ^ (value >> 31)) >>> 0
  if (zigzag < 0x80) {
    bytes[at] = zigzag
    return at + 1
  }
  return writeVarint(bytes, at, zigzag)
}

function readVarint(cursor: Cursor): number {
  let value = 0
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = cursor.bytes[cursor.at++]
    if (byte === undefined) break
    value |= (byte & 0x7f) << shift
    if (byte < 0x80) return value >>> 0
  }
  cursor.at = cursor.to + 1 // more than five bytes, or the end: the payload makes no sense
  return 0
}

function readZigzag(cursor: Cursor): number {
  const zigzag = readVarint(cursor)
  return (zigzag >>> 1) ^ -(zigzag & 1)
}

/** Reads the varint at `at`; returns the value and the position behind it. */
export function readVarintAt(bytes: Uint8Array, at: number, to: number): { value: number; end: number } {
  const cursor: Cursor = { bytes, view: EMPTY_VIEW, at, to }
  const value = readVarint(cursor)
  return { value, end: cursor.at }
}

const EMPTY_VIEW = new DataView(new ArrayBuffer(0))
