import { InvalidArgumentError, MEDIA_CLASSES, type MediaType } from '@seetrain/core'
import { readArray } from './wire-array.ts'

/** Where the values of a call find what their JSON only points to. */
export interface WireSource {
  /** The bytes behind the JSON. */
  bytes: Uint8Array
  /** Bytes that were uploaded before. */
  blob(sha256: string): Uint8Array
  /** Where a file of the client lies here; undefined for what was not sent along. */
  file(path: string): string | undefined
}

const DEEPEST = 64

type Members = { readonly [member: string]: unknown }
type Read = (value: unknown, source: WireSource, depth: number) => unknown

/**
 * What JSON lacks comes as an object with one member whose name begins with `$`; a name of the client's own that begins
 * so has one `$` more. Paths of files that were sent along become the paths where they lie here.
 */
const MARKS: Readonly<Record<string, Read>> = {
  $number: value => Number(value),
  $bigint: value => readBigInt(value),
  $date: value => new Date(typeof value === 'number' ? value : Number.NaN),
  $bytes: (value, source) => pointedBytes(value, source).slice(),
  $array: (value, source) => {
    const { dtype, shape } = membersOf('$array', value)
    return readArray(pointedBytes(value, source), dtype, shape)
  },
  $media: (value, source, depth) => {
    const { type, data, options } = membersOf('$media', value)
    const isType = typeof type === 'string' && Object.hasOwn(MEDIA_CLASSES, type)
    if (!isType)
      throw new InvalidArgumentError('$media.type', type, `Send one of ${Object.keys(MEDIA_CLASSES).join(', ')}.`)
    const read = (part: unknown) => readWire(part, source, depth)
    return new MEDIA_CLASSES[type as MediaType](read(data), read(options) ?? {})
  },
}

/** A value of a call as the library takes it. */
export function readWire(value: unknown, source: WireSource, depth = 0): unknown {
  if (typeof value === 'string') return source.file(value) ?? value
  if (typeof value !== 'object' || value === null) return value
  if (depth === DEEPEST) throw new InvalidArgumentError('args', value, `It is nested more than ${DEEPEST} deep.`)
  if (Array.isArray(value)) return value.map(member => readWire(member, source, depth + 1))
  const entries = Object.entries(value)
  const [first] = entries
  if (entries.length === 1 && first !== undefined && /^\$[a-z]/.test(first[0])) {
    const [mark, content] = first
    const read = Object.hasOwn(MARKS, mark) ? MARKS[mark] : undefined
    if (read === undefined) throw new InvalidArgumentError('args', mark, `Marks are ${Object.keys(MARKS).join(', ')}.`)
    return read(content, source, depth + 1)
  }
  return Object.fromEntries(
    entries.map(([key, member]) => [ownKey(key, source), readWire(member, source, depth + 1) ?? undefined]),
  )
}

function ownKey(key: string, source: WireSource): string {
  return source.file(key) ?? (key.startsWith('$$') ? key.slice(1) : key)
}

function readBigInt(value: unknown): bigint {
  if (typeof value === 'string' && /^-?\d{1,100}$/.test(value)) return BigInt(value)
  throw new InvalidArgumentError('$bigint', value, 'Send its digits, at most 100.')
}

function membersOf(field: string, value: unknown): Members {
  if (typeof value === 'object' && value !== null) return value as Members
  throw new InvalidArgumentError(field, value, 'Send an object.')
}

function pointedBytes(value: unknown, { bytes, blob }: WireSource): Uint8Array {
  const { at, length, sha256 } = membersOf('$bytes', value)
  if (typeof sha256 === 'string') return blob(sha256)
  if (isCount(at) && isCount(length) && at + length <= bytes.length) return bytes.subarray(at, at + length)
  throw new InvalidArgumentError('$bytes.at', at, `It points outside of the ${bytes.length} bytes of the call.`)
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
