/** The few messages of an ONNX file that a tiny model needs, written field by field. */

type Field = Buffer

export const FLOAT = 1
export const INT64 = 7

export interface OnnxValueInfo {
  name: string
  type: number
  shape: (number | string)[]
}

export interface OnnxNode {
  operation: string
  inputs: string[]
  outputs: string[]
  attributes?: { [name: string]: number }
}

export interface OnnxModel {
  nodes: OnnxNode[]
  inputs: OnnxValueInfo[]
  outputs: OnnxValueInfo[]
  /** Constant tensors: floats, or whole numbers as bigint. */
  constants: { name: string; shape: number[]; values: number[] | bigint[] }[]
}

export function onnxFile({ nodes, inputs, outputs, constants }: OnnxModel): Buffer {
  const graph = join(
    ...nodes.map(node => message(1, nodeOf(node))),
    text(2, 'graph'),
    ...constants.map(constant => message(5, tensorOf(constant))),
    ...inputs.map(value => message(11, valueOf(value))),
    ...outputs.map(value => message(12, valueOf(value))),
  )
  const operators = join(text(1, ''), whole(2, 13n))
  return join(whole(1, 8n), text(2, 'seetrain-tests'), message(7, graph), message(8, operators))
}

function nodeOf({ operation, inputs, outputs, attributes = {} }: OnnxNode): Field {
  return join(
    ...inputs.map(name => text(1, name)),
    ...outputs.map(name => text(2, name)),
    text(4, operation),
    // 2: the type of an attribute that is a whole number
    ...Object.entries(attributes).map(([name, value]) =>
      message(5, join(text(1, name), whole(3, BigInt(value)), whole(20, 2n))),
    ),
  )
}

function tensorOf({ name, shape, values }: OnnxModel['constants'][number]): Field {
  const isWhole = typeof values[0] === 'bigint'
  const raw = isWhole ? BigInt64Array.from(values as bigint[]) : Float32Array.from(values as number[])
  return join(
    ...shape.map(length => whole(1, BigInt(length))),
    whole(2, BigInt(isWhole ? INT64 : FLOAT)),
    text(8, name),
    message(9, Buffer.from(raw.buffer)),
  )
}

function valueOf({ name, type, shape }: OnnxValueInfo): Field {
  const lengths = shape.map(length =>
    message(1, typeof length === 'string' ? text(2, length) : whole(1, BigInt(length))),
  )
  const tensor = join(whole(1, BigInt(type)), message(2, join(...lengths)))
  return join(text(1, name), message(2, message(1, tensor)))
}

function whole(field: number, value: bigint): Field {
  return join(varint(BigInt(field << 3)), varint(value))
}

function text(field: number, value: string): Field {
  return message(field, Buffer.from(value))
}

function message(field: number, body: Buffer): Field {
  return join(varint(BigInt((field << 3) | 2)), varint(BigInt(body.length)), body)
}

function varint(value: bigint): Buffer {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, value)
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128)
  return Buffer.from([...bytes, Number(rest)])
}

function join(...parts: Buffer[]): Buffer {
  return Buffer.concat(parts)
}
