import type { Plain, RunRecord } from '../contracts/record.ts'
import { setOwn } from './to-plain.ts'

/**
 * Records as JSON text, for everything but points. JSON because every language reads it and V8 writes it fastest.
 * What JSON lacks is written as an object with one `$` key:
 *
 *   NaN, Infinity, -Infinity, -0   {"$number":"NaN"} …        bigint   {"$bigint":"12"}
 *   Date                           {"$date":"2026-…Z"}        bytes    {"$bytes":"<base64>"}
 *
 * A key that itself begins with `$` is written with one more.
 */
export function encodeRecord(record: RunRecord): string {
  return JSON.stringify(isJson(record) ? record : toTagged(record as unknown as Plain))
}

export function decodeRecord(text: string): RunRecord {
  const value: unknown = JSON.parse(text)
  return (text.includes('"$') ? fromTagged(value as Plain) : value) as RunRecord
}

// most records hold nothing special: looking first is cheaper than copying
function isJson(value: unknown): boolean {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
    case 'bigint':
      return false
    case 'object':
      if (value === null) return true
      if (Array.isArray(value)) return value.every(isJson)
      if (value instanceof Date || value instanceof Uint8Array) return false
      for (const key in value) if (key.startsWith('$') || !isJson((value as Record<string, unknown>)[key])) return false
      return true
    default:
      return true
  }
}

function toTagged(value: Plain | undefined): unknown {
  if (typeof value === 'number') {
    return Number.isFinite(value) && !Object.is(value, -0)
      ? value
      : { $number: Object.is(value, -0) ? '-0' : String(value) }
  }
  if (typeof value === 'bigint') return { $bigint: value.toString() }
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(toTagged)
  if (value instanceof Date) return { $date: Number.isNaN(value.getTime()) ? '' : value.toISOString() }
  if (value instanceof Uint8Array) {
    return { $bytes: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') }
  }
  return mapMembers(value, key => (key.startsWith('$') ? `$${key}` : key), toTagged)
}

function fromTagged(value: Plain): Plain {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(fromTagged)
  const tagged = value as { [key: string]: Plain }
  for (const key in tagged) {
    const text = tagged[key]
    if (typeof text !== 'string') break
    if (key === '$number') return Number(text)
    if (key === '$bigint') return BigInt(text)
    if (key === '$date') return new Date(text || NaN)
    if (key === '$bytes') return new Uint8Array(Buffer.from(text, 'base64'))
    break
  }
  return mapMembers(tagged, key => (key.startsWith('$$') ? key.slice(1) : key), fromTagged)
}

function mapMembers<In, Out>(
  from: { [key: string]: In },
  rename: (key: string) => string,
  convert: (value: In) => Out,
): { [key: string]: Out } {
  const to: { [key: string]: Out } = {}
  for (const key of Object.keys(from)) setOwn(to, rename(key), convert(from[key]!))
  return to
}
