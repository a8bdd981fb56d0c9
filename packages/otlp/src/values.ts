import type { Plain, PlainObject } from '@seetrain/core'
import type { AnyValue, KeyValue } from './messages.ts'

/** Nothing that a person means is deeper, and a message may come from anywhere. */
const DEEPEST = 60
const TOO_DEEP = '… [nested too deep]'
const LARGEST_INT = 2n ** 63n - 1n

export function toAnyValue(value: Plain): AnyValue {
  switch (typeof value) {
    case 'string':
      return { stringValue: value }
    case 'boolean':
      return { boolValue: value }
    case 'number':
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? { intValue: String(value) } : { doubleValue: value }
    case 'bigint':
      return value <= LARGEST_INT && value >= -LARGEST_INT
        ? { intValue: String(value) }
        : { stringValue: String(value) }
  }
  if (value === null) return {}
  if (value instanceof Date) return { stringValue: Number.isNaN(value.getTime()) ? '' : value.toISOString() }
  // a Buffer would speak for itself in JSON
  if (value instanceof Uint8Array) return { bytesValue: new Uint8Array(value) }
  if (Array.isArray(value)) return { arrayValue: { values: value.map(toAnyValue) } }
  return { kvlistValue: { values: toKeyValues(value) } }
}

export function toKeyValues(values: PlainObject): KeyValue[] {
  return Object.entries(values).map(([key, value]) => ({ key, value: toAnyValue(value) }))
}

/** What a value says, whoever made it: members of the wrong type count as absent. */
export function fromAnyValue(value: unknown, depth = 0): Plain {
  if (depth > DEEPEST) return TOO_DEEP
  const any = asObject(value)
  const { stringValue, boolValue, intValue, doubleValue, arrayValue, kvlistValue, bytesValue } = any
  if (typeof stringValue === 'string') return stringValue
  if (typeof boolValue === 'boolean') return boolValue
  if (intValue !== undefined) return integerOf(intValue)
  if (doubleValue !== undefined) return numberOf(doubleValue) ?? null
  if (bytesValue instanceof Uint8Array) return new Uint8Array(bytesValue)
  if (typeof bytesValue === 'string') return new Uint8Array(Buffer.from(bytesValue, 'base64'))
  if (arrayValue !== undefined) return listOf(asObject(arrayValue)['values']).map(item => fromAnyValue(item, depth + 1))
  if (kvlistValue !== undefined) return fromKeyValues(asObject(kvlistValue)['values'], depth + 1)
  return null
}

export function fromKeyValues(list: unknown, depth = 0): PlainObject {
  const values: PlainObject = {}
  for (const entry of listOf(list)) {
    // protobuf leaves out what is empty
    const { key = '', value } = asObject(entry)
    if (typeof key !== 'string') continue
    Object.defineProperty(values, key, {
      value: fromAnyValue(value, depth),
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  return values
}

/** A number of JSON or protobuf: also the texts `NaN`, `Infinity`, `-Infinity`, and decimal texts. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value === '') return undefined
  const number = Number(value)
  return Number.isNaN(number) && value !== 'NaN' ? undefined : number
}

function integerOf(value: unknown): Plain {
  const number = numberOf(value)
  if (number === undefined) return null
  return Number.isSafeInteger(number) || typeof value !== 'string' || !/^-?\d+$/.test(value) ? number : BigInt(value)
}

type Loose = { readonly [member: string]: unknown }

function asObject(value: unknown): Loose {
  return typeof value === 'object' && value !== null ? (value as Loose) : {}
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
