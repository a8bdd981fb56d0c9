import { maskSecrets, type Plain, type PlainObject } from '@seetrain/core'

const DEEPEST = 12
const MOST_ITEMS = 1000
const LONGEST_TEXT = 262_144
/** Longer ones are embeddings or samples, and say nothing to a reader. */
const LONGEST_NUMBERS = 64

/**
 * What a framework was given or gave back, as a record can hold it: a copy of bounded size, secrets masked. Tensors and
 * long lists of numbers become their shape. Of the value's own code only getters that tell a shape are run.
 */
export function contentOf(value: unknown, depth = 0): Plain {
  switch (typeof value) {
    case 'string':
      return textOf(value)
    case 'number':
    case 'boolean':
    case 'bigint':
      return value
    case 'undefined':
      return null
    case 'object':
      return value === null ? null : ofObject(value, depth)
    default:
      return `[${typeof value}]`
  }
}

function textOf(text: string): string {
  if (text.length <= LONGEST_TEXT) return maskSecrets(text)
  return `${maskSecrets(text.slice(0, LONGEST_TEXT))}… [cut: ${text.length - LONGEST_TEXT} of ${text.length} characters]`
}

function ofObject(value: object, depth: number): Plain {
  if (value instanceof Date) return new Date(value.getTime())
  if (value instanceof Error) return { name: value.name, message: textOf(value.message) }
  if (ArrayBuffer.isView(value)) return `[${nameOf(value)} of ${value.byteLength} bytes]`
  const shape = shapeOf(value)
  if (shape !== undefined) return `[${nameOf(value)} ${shape}]`
  if (depth >= DEEPEST) return '[deeper]'
  if (isNumbers(value)) return `[${value.length} numbers]`
  if (Array.isArray(value)) return value.slice(0, MOST_ITEMS).map(item => contentOf(item, depth + 1))
  return membersOf(value, depth)
}

function membersOf(value: object, depth: number): Plain {
  const copy: PlainObject = {}
  for (const [name, { enumerable, value: member }] of Object.entries(Object.getOwnPropertyDescriptors(value)).slice(
    0,
    MOST_ITEMS,
  ))
    if (enumerable && member !== undefined && typeof member !== 'function') copy[name] = contentOf(member, depth + 1)
  const prototype: unknown = Object.getPrototypeOf(value)
  if (Object.keys(copy).length > 0 || prototype === Object.prototype || prototype === null) return copy
  return `[${nameOf(value)}]`
}

/** `float32[1,3]` of a tensor; `640x480` of a picture. */
function shapeOf(value: object): string | undefined {
  const { dims, type, width, height, data } = value as { [member: string]: unknown }
  if (Array.isArray(dims) && typeof type === 'string') return `${type}[${dims.join()}]`
  if (typeof width === 'number' && typeof height === 'number' && ArrayBuffer.isView(data)) return `${width}x${height}`
  return undefined
}

function isNumbers(value: object): value is number[] {
  return Array.isArray(value) && value.length > LONGEST_NUMBERS && value.every(item => typeof item === 'number')
}

function nameOf(value: object): string {
  return String(value.constructor?.name ?? 'Object')
}
