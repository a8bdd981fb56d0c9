import { ProtobufMessage } from '../protobuf/protobuf-message.ts'

/** The numbers that TensorFlow gives its types. */
export const DATA_TYPE = { float: 1, double: 2, int32: 3, uint8: 4, string: 7 } as const

/** A value of one tag at one step, for the plugin that shows it. */
export interface SummaryValue {
  tag: string
  plugin: string
  /** What the plugin wants to know about the tag. */
  pluginContent?: ProtobufMessage
  description?: string
  /** Absent where the plugin reads its content alone. */
  tensor?: ProtobufMessage
  /** A number in the form of 32 bits that the oldest readers know, instead of a tensor. */
  simple?: number
}

export function encodeEvent(time: number, step: number, value: SummaryValue): Uint8Array {
  const message = new ProtobufMessage().string(1, value.tag)
  if (value.simple === undefined) message.message(9, encodeMetadata(value))
  else message.float(2, value.simple)
  if (value.tensor) message.message(8, value.tensor)
  return new ProtobufMessage()
    .double(1, time / 1000)
    .int(2, Math.round(step))
    .message(5, new ProtobufMessage().message(1, message))
    .finish()
}

// written with every value: the file then reads the same from wherever a reader begins
function encodeMetadata({ plugin, pluginContent, description }: SummaryValue): ProtobufMessage {
  const data = new ProtobufMessage().string(1, plugin)
  if (pluginContent) data.message(2, pluginContent)
  const metadata = new ProtobufMessage().message(1, data)
  return description === undefined ? metadata : metadata.string(3, description)
}

/**
 * One number. TensorBoard shows 32 bits and reads no other type; all 64 are in a member of the tensor that belongs to
 * another type, which it passes over.
 */
export function scalarTensor(value: number): ProtobufMessage {
  return startTensor('float', []).float(5, value).double(6, value)
}

export function numericTensor(
  type: 'float' | 'double' | 'int32' | 'uint8',
  values: ArrayLike<number>,
  shape: readonly number[],
): ProtobufMessage {
  return startTensor(type, shape).bytes(4, new Uint8Array(typed(type, values).buffer))
}

export function stringTensor(values: readonly (string | Uint8Array)[], shape = [values.length]): ProtobufMessage {
  const tensor = startTensor('string', shape)
  for (const value of values) {
    if (typeof value === 'string') tensor.string(8, value)
    else tensor.bytes(8, value)
  }
  return tensor
}

function startTensor(type: keyof typeof DATA_TYPE, shape: readonly number[]): ProtobufMessage {
  const dimensions = new ProtobufMessage()
  for (const size of shape) dimensions.message(2, new ProtobufMessage().int(1, size))
  return new ProtobufMessage().int(1, DATA_TYPE[type]).message(2, dimensions)
}

function typed(type: 'float' | 'double' | 'int32' | 'uint8', values: ArrayLike<number>) {
  switch (type) {
    case 'float':
      return Float32Array.from(values)
    case 'double':
      return Float64Array.from(values)
    case 'int32':
      return Int32Array.from(values)
    case 'uint8':
      return Uint8Array.from(values)
  }
}
