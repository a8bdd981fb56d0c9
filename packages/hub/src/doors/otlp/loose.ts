import { plainToJson, type Plain, type PlainObject } from '@seetrain/core'

/** What comes from outside: every member is looked at before it is believed. */
export type Loose = { readonly [member: string]: unknown }

export function asObject(value: unknown): Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Loose) : {}
}

export function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

export function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

export function asNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

/** A member of a table of ours by a name from outside, which may be `constructor`. */
export function memberOf<Value>(table: { readonly [name: string]: Value }, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined
}

/** Only the members that have a value. */
export function given(members: { readonly [name: string]: Plain | undefined }): PlainObject {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as PlainObject
}

/** A value as one line of JSON, with the numbers that JSON lacks as texts. */
export function jsonLine(value: Plain): string {
  return JSON.stringify(plainToJson(value))
}

/** Deeper than what anyone means, and far from what the writers and readers behind can go through. */
const DEEPEST = 80

/** The JSON in a text; a text that is none, or too deep to be handled, stays a text. Other values stay as they are. */
export function parsed(value: Plain | undefined): Plain | undefined {
  if (typeof value !== 'string' || !/^\s*[[{"\d-]|^\s*(?:true|false|null)\s*$/.test(value)) return value
  try {
    const json = JSON.parse(value) as Plain
    return isShallow(json) ? json : value
  } catch {
    return value
  }
}

/** Like `parsed`, but a number, a word or a quoted text stays as it was written. */
export function parsedStructure(value: Plain | undefined): Plain | undefined {
  const json = parsed(value)
  return typeof json === 'object' && json !== null ? json : value
}

/** Whether the parts of a value can be gone through. */
export function isShallow(value: unknown, left = DEEPEST): boolean {
  if (typeof value !== 'object' || value === null) return true
  return left > 0 && Object.values(value).every(member => isShallow(member, left - 1))
}
