/**
 * A column of numbers in few bytes, exactly. By what its numbers allow:
 *
 *   constant   one number                    ramp       first and difference
 *   delta      first, smallest difference, and by how much each difference exceeds it, in 1, 2 or 4 bytes
 *   float32    for numbers that float32 holds          float64    for all others
 *
 *   0  u8   form       1  u8   1 when the body is compressed       4  u32  bytes of the body
 *   8  the numbers that the form needs, float64 each; then the body, filled up to a multiple of 8
 */
const FORM = { constant: 0, ramp: 1, delta8: 2, delta16: 3, delta32: 4, float32: 5, float64: 6 } as const
/** Numbers before the body. */
const PARAMETERS = [1, 2, 2, 2, 2, 0, 0] as const
const HEADER_BYTES = 8

/** Bytes that a column can need at the most. */
export function largestColumn(count: number): number {
  return HEADER_BYTES + 16 + count * 8 + 8
}

/** Below this, compressing costs more than it saves. */
const SMALLEST_COMPRESSED = 256

/** Writes a column at `at`, a multiple of 8; returns the position behind it, a multiple of 8 too. */
export function encodeColumn(target: Uint8Array, at: number, column: Float64Array, compress: boolean): number {
  const shape = shapeOf(column)
  const view = new DataView(target.buffer, target.byteOffset + at)
  view.setUint8(0, shape.form)
  view.setUint8(1, 0)
  const parameters = PARAMETERS[shape.form]
  if (parameters > 0) view.setFloat64(HEADER_BYTES, column[0]!, true)
  if (parameters > 1) view.setFloat64(HEADER_BYTES + 8, shape.smallest, true)
  const start = at + HEADER_BYTES + parameters * 8
  let length = writeBody(target, start, column, shape)
  if (compress && length >= SMALLEST_COMPRESSED) length = compressBody(target, start, length, view)
  view.setUint32(4, length, true)
  return (start + length + 7) & ~7
}

/** Reads the column of `count` numbers at `at`. The result may lie in the memory of `bytes`. */
export function decodeColumn(bytes: Uint8Array, at: number, count: number): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at)
  const form = view.getUint8(0)
  const start = at + HEADER_BYTES + PARAMETERS[form as Form] * 8
  const body = readBody(bytes, start, view.getUint32(4, true), view.getUint8(1) === 1)
  if (form === FORM.float64) return new Float64Array(body.buffer, body.byteOffset, count)
  if (form === FORM.float32) return Float64Array.from(new Float32Array(body.buffer, body.byteOffset, count))
  const column = new Float64Array(count)
  const first = view.getFloat64(HEADER_BYTES, true)
  if (form === FORM.constant) return column.fill(first)
  const difference = view.getFloat64(HEADER_BYTES + 8, true)
  if (form === FORM.ramp) for (let index = 0; index < count; index++) column[index] = first + index * difference
  else sumUp(column, first, difference, offsetsOf(form as Form, body, count - 1))
  return column
}

type Form = (typeof FORM)[keyof typeof FORM]
type Offsets = Uint8Array | Uint16Array | Uint32Array

interface Shape {
  form: Form
  smallest: number
}

function shapeOf(column: Float64Array): Shape {
  const { length } = column
  const first = column[0]!
  let same = 1
  while (same < length && Object.is(column[same], first)) same++
  if (same >= length) return { form: FORM.constant, smallest: 0 }
  const { smallest, largest } = differencesOf(column)
  const spread = largest - smallest
  if (spread === 0 && Number.isSafeInteger(smallest * length)) return { form: FORM.ramp, smallest }
  if (spread < 0x100) return { form: FORM.delta8, smallest }
  if (spread < 0x10000) return { form: FORM.delta16, smallest }
  if (fitsFloat32(column)) return { form: FORM.float32, smallest: 0 }
  return { form: spread < 0x100000000 ? FORM.delta32 : FORM.float64, smallest }
}

/** Smallest and largest difference of neighbours; an endless spread unless all are whole and exact. */
function differencesOf(column: Float64Array): { smallest: number; largest: number } {
  let smallest = Infinity
  let largest = -Infinity
  let before = column[0]!
  let exact = isExactWhole(before)
  for (let index = 1; exact && index < column.length; index++) {
    const now = column[index]!
    const difference = now - before
    exact = isExactWhole(now) && Number.isSafeInteger(difference)
    if (difference < smallest) smallest = difference
    if (difference > largest) largest = difference
    before = now
  }
  return exact ? { smallest, largest } : { smallest: 0, largest: Infinity }
}

function isExactWhole(value: number): boolean {
  return Number.isSafeInteger(value) && (value !== 0 || 1 / value > 0)
}

function fitsFloat32(column: Float64Array): boolean {
  for (let index = 0; index < column.length; index++) {
    const value = column[index]!
    if (Math.fround(value) !== value && value === value) return false
  }
  return true
}

function writeBody(target: Uint8Array, start: number, column: Float64Array, { form, smallest }: Shape): number {
  const at = target.byteOffset + start
  if (form === FORM.constant || form === FORM.ramp) return 0
  if (form === FORM.float64) return writeNumbers(new Float64Array(target.buffer, at, column.length), column)
  if (form === FORM.float32) return writeNumbers(new Float32Array(target.buffer, at, column.length), column)
  const offsets = offsetsOf(form, target.subarray(start), column.length - 1)
  for (let index = 0; index < offsets.length; index++) offsets[index] = column[index + 1]! - column[index]! - smallest
  return offsets.byteLength
}

function writeNumbers(target: Float32Array | Float64Array, column: Float64Array): number {
  target.set(column)
  return target.byteLength
}

function offsetsOf(form: Form, body: Uint8Array, count: number): Offsets {
  if (form === FORM.delta8) return new Uint8Array(body.buffer, body.byteOffset, count)
  if (form === FORM.delta16) return new Uint16Array(body.buffer, body.byteOffset, count)
  return new Uint32Array(body.buffer, body.byteOffset, count)
}

function sumUp(column: Float64Array, first: number, smallest: number, offsets: Offsets): void {
  let value = first
  column[0] = value
  for (let index = 0; index < offsets.length; index++) column[index + 1] = value += smallest + offsets[index]!
}

// fast enough to be tried on everything that is written for good
function compressBody(target: Uint8Array, start: number, length: number, header: DataView): number {
  const { zstdCompressSync, constants } = process.getBuiltinModule('node:zlib')
  const body = target.subarray(start, start + length)
  const packed = zstdCompressSync(body, { params: { [constants.ZSTD_c_compressionLevel]: 1 } })
  if (packed.length > length * 0.9) return length
  target.set(packed, start)
  header.setUint8(1, 1)
  return packed.length
}

function readBody(bytes: Uint8Array, start: number, length: number, isPacked: boolean): Uint8Array {
  const body = bytes.subarray(start, start + length)
  if (!isPacked) return body
  const plain = process.getBuiltinModule('node:zlib').zstdDecompressSync(body)
  // views of wider numbers need an aligned start
  return plain.byteOffset % 8 === 0 ? plain : new Uint8Array(plain)
}
