import type { Plain, PlainObject } from '../contracts/record.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'

/** A copy of a user's object as plain values. What can not be kept is refused by its path in the object. */
export function toPlainObject(field: string, value: unknown): PlainObject {
  if (!isPlainObject(value)) throw new InvalidArgumentError(field, value, 'Pass a plain object.')
  return toPlain(field, value, []) as PlainObject
}

/** A copy of a value as plain values. `above` are the objects that it lies in. */
export function toPlain(field: string, value: unknown, above: object[] = []): Plain {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return value
  if (typeof value === 'string' || typeof value === 'bigint') return value
  if (typeof value !== 'object') throw refused(field, value)
  if (above.includes(value)) throw new InvalidArgumentError(field, value, 'It contains itself. Leave that member out.')
  const inside = [...above, value]
  if (value instanceof Uint8Array) return new Uint8Array(value)
  if (value instanceof Date) return new Date(value)
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return Array.from(value as unknown as ArrayLike<number>)
  if (Array.isArray(value)) return Array.from(value, (item, index) => toPlain(`${field}[${index}]`, item, inside))
  if ('toJSON' in value && typeof value.toJSON === 'function') return toPlain(field, value.toJSON(), inside)
  if (!isPlainObject(value)) throw refused(field, value)
  // fromEntries, so that a member named __proto__ stays a member
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => [key, toPlain(`${field}.${key}`, member, inside)]),
  )
}

/** JSON text of plain values. What JSON would change in silence is refused. */
export function toJsonText(field: string, value: Plain): string {
  refuseBeyondJson(field, value)
  return `${JSON.stringify(value, null, 2)}\n`
}

function refuseBeyondJson(field: string, value: Plain): void {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new InvalidArgumentError(field, value, 'JSON has no such number. Write it as a string, or as null.')
  }
  if (typeof value === 'bigint') throw new InvalidArgumentError(field, value, 'JSON has no bigint. Write it as a string.')
  if (value instanceof Uint8Array) {
    throw new InvalidArgumentError(field, value, 'JSON has no bytes. Add them with addBytes, or write an array of numbers.')
  }
  if (value instanceof Date && Number.isNaN(value.getTime())) throw new InvalidArgumentError(field, value, 'The date is invalid.')
  if (typeof value !== 'object' || value === null || value instanceof Date) return
  if (Array.isArray(value)) value.forEach((item, index) => refuseBeyondJson(`${field}[${index}]`, item))
  else for (const key of Object.keys(value)) refuseBeyondJson(`${field}.${key}`, value[key]!)
}

// by the prototype's prototype, so that objects of another realm count as well
function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function refused(field: string, value: unknown): InvalidArgumentError {
  return new InvalidArgumentError(
    field,
    value,
    'Pass null, a boolean, number, string, bigint, Date, bytes, an array or a plain object.',
  )
}
