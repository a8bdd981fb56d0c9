import { crc32 } from 'node:zlib'
import { RequestError } from '../../errors/request-error.ts'

/** One call of a client, as it came. `call` is checked by who carries it out. */
export interface HookFrame {
  /** 0 opens the session; each call has one more than the call before it. */
  sequence: number
  /** When the client made the call, in milliseconds since the Unix epoch. */
  time: number
  call: { readonly [member: string]: unknown }
  /** What the arrays of the call point into. */
  bytes: Uint8Array
}

const HEAD = 8
const UTF8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Reads frames: length and CRC-32 of the payload, which is the length of a JSON text, the text and the bytes behind it;
 * all numbers are 32 bits, little-endian. Throws for the first frame that is damaged, before any was carried out.
 */
export function readFrames(body: Uint8Array): HookFrame[] {
  const frames: HookFrame[] = []
  for (let at = 0; at < body.length;) {
    const end = frameEnd(body, at)
    if (end === undefined) throw badFrame(at, 'it is cut off')
    frames.push(readFrame(body.subarray(at + HEAD, end), at))
    at = end
  }
  return frames
}

/** Where the frame at `at` ends; undefined when it is not all there, or its checksum does not match. */
export function frameEnd(body: Uint8Array, at: number): number | undefined {
  if (at + HEAD > body.length) return undefined
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength)
  const end = at + HEAD + view.getUint32(at, true)
  if (end > body.length) return undefined
  return crc32(body.subarray(at + HEAD, end)) === view.getUint32(at + 4, true) ? end : undefined
}

function readFrame(payload: Uint8Array, at: number): HookFrame {
  if (payload.length < 4) throw badFrame(at, 'it has no JSON')
  const length = new DataView(payload.buffer, payload.byteOffset).getUint32(0, true)
  if (4 + length > payload.length) throw badFrame(at, 'its JSON is longer than the frame')
  const call = parse(payload.subarray(4, 4 + length), at)
  const { seq, time } = call
  if (!Number.isSafeInteger(seq) || (seq as number) < 0) throw badFrame(at, 'seq is no whole number')
  if (typeof time !== 'number' || !Number.isFinite(time)) throw badFrame(at, 'time is no number')
  return { sequence: seq as number, time, call, bytes: payload.subarray(4 + length) }
}

function parse(text: Uint8Array, at: number): HookFrame['call'] {
  let value: unknown
  try {
    value = JSON.parse(UTF8.decode(text))
  } catch {
    throw badFrame(at, 'its text is no JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw badFrame(at, 'its JSON is no object')
  return value as HookFrame['call']
}

function badFrame(at: number, why: string): RequestError {
  return new RequestError(400, 'BAD_FRAME', `body: the frame at byte ${at} can not be read: ${why}. Send it again.`, {
    field: 'body',
  })
}
