import { describe } from '../errors/describe.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'

/** Numbers with a shape, whatever library they came from. The last dimension varies fastest. */
export interface NumericArray {
  data: ArrayLike<number | bigint | boolean>
  shape: readonly number[]
  /** `plain`: JavaScript arrays, which do not say whether they hold floats or integers. */
  kind: 'float' | 'integer' | 'boolean' | 'plain'
}

type Numbers = NumericArray['data']

/**
 * Reads typed arrays, nested arrays, tensors of TF.js (`dataSync`), ONNX runtime and transformers.js (`dims`), strided
 * ndarrays, and `{ data, shape }`. They are told by their members: importing their libraries to ask would load them.
 */
export function readNumericArray(what: string, value: unknown): NumericArray | undefined {
  const kind = typedArrayKind(value)
  if (kind) return { data: value as Numbers, shape: [(value as Numbers).length], kind }
  if (Array.isArray(value)) return readNested(what, value)
  if (typeof value !== 'object' || value === null) return undefined
  try {
    return readTensor(what, value as Record<string, unknown>)
  } catch (cause) {
    if (cause instanceof InvalidArgumentError) throw cause
    throw new InvalidArgumentError(what, value, `Its numbers could not be read: ${describeCause(cause)}`)
  }
}

function describeCause(cause: unknown): string {
  return cause instanceof Error ? cause.message : describe(cause)
}

export function typedArrayKind(value: unknown): 'float' | 'integer' | undefined {
  if (!ArrayBuffer.isView(value)) return undefined
  const name = Object.prototype.toString.call(value)
  if (name === '[object DataView]') return undefined
  return name.startsWith('[object Float') ? 'float' : 'integer'
}

function readTensor(what: string, value: Record<string, unknown>): NumericArray | undefined {
  const { shape, dims, stride, data, dtype, type } = value
  if (typeof value.dataSync === 'function' && isShape(shape)) {
    return describeTensor(what, value.dataSync(), shape, dtype)
  }
  if (isShape(dims) && ArrayBuffer.isView(data)) return describeTensor(what, data, dims, type)
  if (isShape(shape) && isShape(stride) && typeof value.get === 'function') {
    return describeTensor(what, unstride(data as Numbers, shape, stride, Number(value.offset ?? 0)), shape, dtype)
  }
  if (isShape(shape) && (ArrayBuffer.isView(data) || Array.isArray(data)))
    return describeTensor(what, data, shape, dtype)
  return undefined
}

function describeTensor(what: string, data: unknown, shape: readonly number[], dtype: unknown): NumericArray {
  const kind = typedArrayKind(data) ?? (Array.isArray(data) && data.every(isNumberLike) ? 'plain' : undefined)
  if (!kind || dtype === 'complex64' || (dtype === 'float16' && kind === 'integer')) {
    throw new InvalidArgumentError(
      what,
      data,
      `Numbers of type ${String(dtype)} are not read: convert to float32 first.`,
    )
  }
  const size = shape.reduce((product, length) => product * length, 1)
  const numbers = data as Numbers
  if (numbers.length !== size) {
    throw new InvalidArgumentError(what, data, `A shape of [${shape.join(', ')}] needs ${size} numbers.`)
  }
  return { data: numbers, shape, kind: dtype === 'bool' ? 'boolean' : kind }
}

function isShape(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(Number.isInteger)
}

function isNumberLike(value: unknown): value is number | bigint | boolean {
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint'
}

/** Copies a strided view into the order of its shape. */
function unstride(data: Numbers, shape: readonly number[], stride: readonly number[], offset: number): Numbers {
  let positions = [offset]
  for (const [axis, length] of shape.entries()) {
    const step = stride[axis] ?? 0
    positions = positions.flatMap(start => Array.from({ length }, (_, index) => start + index * step))
  }
  return Float64Array.from(positions, position => Number(data[position]))
}

/** `undefined` when the array holds something else than numbers; an error when it is a ragged array of numbers. */
function readNested(what: string, value: readonly unknown[]): NumericArray | undefined {
  const shape: number[] = []
  for (let level: unknown = value; isRow(level); level = level[0]) shape.push(level.length)
  const data = new Float64Array(shape.reduce((product, length) => product * length, 1))
  if (data.length === 0 || !isNumberLike(firstLeaf(value))) return undefined
  let filled = 0
  let booleans = true
  const fill = (row: ArrayLike<unknown>, depth: number, path: string): void => {
    const length = shape[depth] as number
    if (row.length !== length)
      throw new InvalidArgumentError(path, row, `Give it ${length} members, as the first one has.`)
    for (let i = 0; i < length; i++) {
      const member = row[i]
      if (depth + 1 < shape.length && isRow(member)) fill(member, depth + 1, `${path}[${i}]`)
      else if (depth + 1 === shape.length && isNumberLike(member)) {
        data[filled++] = Number(member)
        booleans &&= typeof member === 'boolean'
      } else throw new InvalidArgumentError(`${path}[${i}]`, member, 'Rows of numbers must all be nested alike.')
    }
  }
  fill(value, 0, what)
  return { data, shape, kind: booleans ? 'boolean' : 'plain' }
}

function firstLeaf(value: unknown): unknown {
  let leaf = value
  while (isRow(leaf)) leaf = leaf[0]
  return leaf
}

function isRow(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || typedArrayKind(value) !== undefined
}
