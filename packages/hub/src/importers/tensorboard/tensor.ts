import { protobufFields } from '../protobuf-fields.ts'

/** TensorFlow's `TensorProto`, as far as summaries use it. */
export interface Tensor {
  shape: number[]
  numbers: number[]
  /** Members of a string tensor: texts, pictures, sounds. */
  strings: Uint8Array[]
}

const READERS: { readonly [dtype: number]: { width: number; read(view: DataView, at: number): number } } = {
  1: { width: 4, read: (view, at) => view.getFloat32(at, true) },
  2: { width: 8, read: (view, at) => view.getFloat64(at, true) },
  3: { width: 4, read: (view, at) => view.getInt32(at, true) },
  4: { width: 1, read: (view, at) => view.getUint8(at) },
  9: { width: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
}
/** Fields that hold members in a list of their own, and the type of those. */
const LISTS: { readonly [field: number]: number } = { 5: 1, 6: 2 }

export function decodeTensor(bytes: Uint8Array): Tensor {
  const tensor: Tensor = { shape: [], numbers: [], strings: [] }
  let dtype = 0
  // concat: a mesh has more members than a call takes arguments
  for (const { number, bytes: value, varint } of protobufFields(bytes)) {
    if (number === 1) dtype = varint
    else if (number === 2) tensor.shape = decodeShape(value)
    else if (number === 4) tensor.numbers = tensor.numbers.concat(membersOf(dtype, value))
    else if (number === 8) tensor.strings.push(value)
    else if (number in LISTS) tensor.numbers = tensor.numbers.concat(membersOf(LISTS[number]!, value))
    else if (number === 7 || number === 10)
      tensor.numbers = tensor.numbers.concat(value.length > 0 ? varintsOf(value) : varint)
  }
  return tensor
}

function decodeShape(bytes: Uint8Array): number[] {
  const dimensions = [...protobufFields(bytes)].filter(({ number }) => number === 2)
  return dimensions.map(
    dimension => [...protobufFields(dimension.bytes)].find(({ number }) => number === 1)?.varint ?? 0,
  )
}

function membersOf(dtype: number, bytes: Uint8Array): number[] {
  const reader = READERS[dtype]
  if (reader === undefined) throw new RangeError(`a tensor of type ${dtype}`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: Math.floor(bytes.length / reader.width) }, (_, index) =>
    reader.read(view, index * reader.width),
  )
}

/** Packed varints are small and rare here, so each is read as a message of one field would be. */
function varintsOf(bytes: Uint8Array): number[] {
  const numbers: number[] = []
  for (let at = 0; at < bytes.length;) {
    let end = at
    while (end < bytes.length && bytes[end]! >= 128) end++
    const field = new Uint8Array([8, ...bytes.subarray(at, end + 1)])
    numbers.push(protobufFields(field).next().value!.varint)
    at = end + 1
  }
  return numbers
}
