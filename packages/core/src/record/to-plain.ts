import type { Plain, PlainObject } from '../contracts/record.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'

const DEEPEST = 64

/**
 * A copy of a user's value that the journal can hold. Numbers of every kind, Dates and bytes stay; typed arrays, sets
 * and iterables of numbers become arrays, maps become objects, `toJSON` is honoured. Members that are undefined are
 * left out. Functions, symbols and cycles are errors that name their path.
 */
export function toPlain(value: unknown, field: string, depth = 0): Plain {
  if (depth > DEEPEST)
    throw new InvalidArgumentError(field, value, `It is nested more than ${DEEPEST} deep, or contains itself.`)
  switch (typeof value) {
    case 'boolean':
    case 'number':
    case 'string':
    case 'bigint':
      return value
    case 'object':
      return value === null ? null : objectToPlain(value, field, depth)
    default:
      throw new InvalidArgumentError(
        field,
        value,
        'Pass numbers, strings, booleans, dates, bytes, and arrays or objects of these.',
      )
  }
}

/** The same for something that must be an object, such as a config. */
export function toPlainObject(value: unknown, field: string): PlainObject {
  const plain = toPlain(value, field)
  if (isPlainObject(plain)) return plain
  throw new InvalidArgumentError(field, value, 'Pass an object.')
}

export function isPlainObject(value: unknown): value is PlainObject {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function objectToPlain(value: object, field: string, depth: number): Plain {
  if (Array.isArray(value))
    return Array.from(value, (element: unknown, index) => toPlain(element ?? null, `${field}[${index}]`, depth + 1))
  if (value instanceof Date) return new Date(value)
  if (value instanceof Uint8Array) return new Uint8Array(value)
  if (ArrayBuffer.isView(value) && Symbol.iterator in value)
    return Array.from(value as unknown as Iterable<number | bigint>)
  if (value instanceof Map) return membersToPlain(value.entries(), field, depth)
  if (value instanceof Set)
    return Array.from(value, (element, index) => toPlain(element, `${field}[${index}]`, depth + 1))
  if ('toJSON' in value && typeof value.toJSON === 'function') return toPlain(value.toJSON(), field, depth + 1)
  return membersToPlain(Object.entries(value), field, depth)
}

function membersToPlain(members: Iterable<[unknown, unknown]>, field: string, depth: number): PlainObject {
  const plain: PlainObject = {}
  for (const [name, member] of members) {
    if (member === undefined) continue
    setOwn(plain, String(name), toPlain(member, `${field}.${String(name)}`, depth + 1))
  }
  return plain
}

/** Sets a member that stays a member, even when it is called `__proto__`. */
export function setOwn<Value>(object: { [key: string]: Value }, name: string, value: Value): void {
  if (name !== '__proto__') object[name] = value
  else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
}
