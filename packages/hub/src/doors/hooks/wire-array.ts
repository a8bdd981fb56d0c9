import { InvalidArgumentError } from '@seetrain/core'

type Numbers = ArrayLike<number | bigint>

/** Numbers of a client with their shape; every part of the library that reads tensors reads it. */
export class WireArray {
  readonly data: Numbers
  readonly shape: readonly number[]
  readonly dtype: string

  constructor(data: Numbers, shape: readonly number[], dtype: string) {
    this.data = data
    this.shape = shape
    this.dtype = dtype
  }

  get size(): number {
    return this.data.length
  }

  dataSync(): Numbers {
    return this.data
  }

  /** Nested lists, as a config shows it. */
  toJSON(): unknown {
    return nest(Array.from(this.data), this.shape)
  }
}

type Decode = (bytes: Uint8Array<ArrayBuffer>) => Numbers

const DTYPES: Readonly<Record<string, { width: number; decode: Decode }>> = {
  bool: { width: 1, decode: bytes => bytes },
  uint8: { width: 1, decode: bytes => bytes },
  int8: { width: 1, decode: ({ buffer }) => new Int8Array(buffer) },
  uint16: { width: 2, decode: ({ buffer }) => new Uint16Array(buffer) },
  int16: { width: 2, decode: ({ buffer }) => new Int16Array(buffer) },
  uint32: { width: 4, decode: ({ buffer }) => new Uint32Array(buffer) },
  int32: { width: 4, decode: ({ buffer }) => new Int32Array(buffer) },
  uint64: { width: 8, decode: ({ buffer }) => new BigUint64Array(buffer) },
  int64: { width: 8, decode: ({ buffer }) => new BigInt64Array(buffer) },
  float16: { width: 2, decode: ({ buffer }) => Float32Array.from(new Uint16Array(buffer), halfToNumber) },
  bfloat16: { width: 2, decode: ({ buffer }) => bfloatsToFloats(new Uint16Array(buffer)) },
  float32: { width: 4, decode: ({ buffer }) => new Float32Array(buffer) },
  float64: { width: 8, decode: ({ buffer }) => new Float64Array(buffer) },
}

const MOST_DIMENSIONS = 32

/** Little-endian bytes in the order of the shape, as numbers. */
export function readArray(bytes: Uint8Array, dtype: unknown, shape: unknown): WireArray {
  const type = typeof dtype === 'string' && Object.hasOwn(DTYPES, dtype) ? DTYPES[dtype] : undefined
  if (type === undefined)
    throw new InvalidArgumentError('$array.dtype', dtype, `Send one of ${Object.keys(DTYPES).join(', ')}.`)
  if (!isShape(shape)) throw new InvalidArgumentError('$array.shape', shape, 'Send the lengths of its dimensions.')
  const size = shape.reduce((product, length) => product * length, 1)
  if (size * type.width !== bytes.length) {
    const remedy = `A shape of [${shape.join(', ')}] needs ${size * type.width} bytes of ${String(dtype)}.`
    throw new InvalidArgumentError('$array.length', bytes.length, remedy)
  }
  // a copy: what is read must be aligned, and outlives the request
  return new WireArray(type.decode(bytes.slice()), shape, numberType(String(dtype)))
}

// half floats are read into whole ones
function numberType(dtype: string): string {
  return dtype === 'float16' || dtype === 'bfloat16' ? 'float32' : dtype
}

function isShape(shape: unknown): shape is number[] {
  return (
    Array.isArray(shape) &&
    shape.length <= MOST_DIMENSIONS &&
    shape.every(length => Number.isSafeInteger(length) && length >= 0)
  )
}

function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

// the upper half of a float
function bfloatsToFloats(halves: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(halves, bits => bits << 16).buffer)
}

function nest(values: unknown[], shape: readonly number[]): unknown {
  const [, ...inner] = shape
  if (shape.length === 0) return values[0]
  if (inner.length === 0) return values
  const width = inner.reduce((product, length) => product * length, 1)
  return Array.from({ length: shape[0]! }, (_, row) => nest(values.slice(row * width, (row + 1) * width), inner))
}
