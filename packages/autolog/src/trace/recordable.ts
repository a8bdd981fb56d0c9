import type { Plain, PlainObject } from '@seetrain/core'

const DEEPEST = 12
const MOST_ITEMS = 1000

/** Any value as what a record can hold: a copy, of bounded depth and length, that never runs the value's own code. */
export function recordable(value: unknown, depth = 0): Plain {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'bigint':
      return value
    case 'object':
      return value === null ? null : ofObject(value, depth)
    case 'undefined':
      return null
    default:
      return `[${typeof value}]`
  }
}

function ofObject(value: object, depth: number): Plain {
  if (value instanceof Date) return new Date(value.getTime())
  if (value instanceof Error) return { name: value.name, message: value.message }
  if (ArrayBuffer.isView(value)) return `[${nameOf(value)} of ${value.byteLength} bytes]`
  if (depth >= DEEPEST) return '[deeper]'
  if (Array.isArray(value)) return value.slice(0, MOST_ITEMS).map(item => recordable(item, depth + 1))
  const prototype = Object.getPrototypeOf(value) as unknown
  const copy: PlainObject = {}
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(value)).slice(0, MOST_ITEMS))
    if (descriptor.enumerable && 'value' in descriptor && descriptor.value !== undefined)
      copy[name] = recordable(descriptor.value, depth + 1)
  if (Object.keys(copy).length === 0 && prototype !== Object.prototype && prototype !== null)
    return `[${nameOf(value)}]`
  return copy
}

function nameOf(value: object): string {
  return String(value.constructor?.name ?? 'Object')
}
