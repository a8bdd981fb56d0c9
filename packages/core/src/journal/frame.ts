import { crc32c } from '../record/crc32c.ts'

/**
 * The frame: what a journal is made of. docs/journal-format.md is the description for people and other languages.
 *
 *   0  u16  sync, the bytes C5 7E
 *   2  u8   type
 *   3  u24  payload length
 *   6  u32  sequence: records before this frame in this journal, modulo 2^32
 *  10  u32  CRC-32C of bytes 2..9 and the payload
 *  14       payload
 */
export const FRAME = { header: 1, key: 2, points: 3, record: 4 } as const
export const FRAME_HEADER_BYTES = 14
export const LARGEST_PAYLOAD = 0xffffff
export const FORMAT_VERSION = 1

const SYNC_0 = 0xc5
const SYNC_1 = 0x7e
const LARGEST_TYPE = FRAME.record

/** Fills the header of a frame whose payload already lies behind it. */
export function sealFrame(bytes: Uint8Array, start: number, end: number, type: number, sequence: number): void {
  const length = end - start - FRAME_HEADER_BYTES
  bytes[start] = SYNC_0
  bytes[start + 1] = SYNC_1
  bytes[start + 2] = type
  bytes[start + 3] = length
  bytes[start + 4] = length >>> 8
  bytes[start + 5] = length >>> 16
  writeU32(bytes, start + 6, sequence)
  const crc = crc32c(bytes, start + FRAME_HEADER_BYTES, end, crc32c(bytes, start + 2, start + 10))
  writeU32(bytes, start + 10, crc)
}

export interface FrameView {
  type: number
  /** Offset of the frame's first byte. */
  start: number
  payload: number
  end: number
  sequence: number
}

/** `incomplete`: may become a frame when more bytes arrive. `bad`: is none, whatever follows. */
export type FrameCheck = FrameView | 'incomplete' | 'bad'

/** Looks at the frame that should start at `start`. */
export function checkFrame(bytes: Uint8Array, start: number, limit: number): FrameCheck {
  if (start + 2 <= limit && (bytes[start] !== SYNC_0 || bytes[start + 1] !== SYNC_1)) return 'bad'
  if (start + FRAME_HEADER_BYTES > limit) return bytes[start] === SYNC_0 || start === limit ? 'incomplete' : 'bad'
  const type = bytes[start + 2]!
  if (type === 0 || type > LARGEST_TYPE) return 'bad'
  const payload = start + FRAME_HEADER_BYTES
  const end = payload + (bytes[start + 3]! | (bytes[start + 4]! << 8) | (bytes[start + 5]! << 16))
  if (end > limit) return 'incomplete'
  const crc = crc32c(bytes, payload, end, crc32c(bytes, start + 2, start + 10))
  if (crc !== readU32(bytes, start + 10)) return 'bad'
  return { type, start, payload, end, sequence: readU32(bytes, start + 6) }
}

/** Next place at or after `from` where a frame might start, or `limit`. */
export function findSync(bytes: Uint8Array, from: number, limit: number): number {
  for (let at = from; ; at++) {
    at = bytes.indexOf(SYNC_0, at)
    if (at < 0 || at >= limit) return limit
    if (at + 1 === limit || bytes[at + 1] === SYNC_1) return at
  }
}

export function writeU32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value
  bytes[at + 1] = value >>> 8
  bytes[at + 2] = value >>> 16
  bytes[at + 3] = value >>> 24
}

export function readU32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0
}
