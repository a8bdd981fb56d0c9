import type { Plain, PlainObject } from '@seetrain/core'

/** Answers and requests come from outside: every member is looked at before it is believed. */
export type Loose = { readonly [member: string]: unknown }

export function asObject(value: unknown): Loose {
  return typeof value === 'object' && value !== null ? (value as Loose) : {}
}

export function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

export function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

export function asCount(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

/** A copy that nobody else holds, of what JSON can say. */
export function copyPlain(value: unknown): Plain {
  if (typeof value !== 'object' || value === null) return isPlain(value) ? value : String(value)
  if (Array.isArray(value)) return value.map(copyPlain)
  const copy: PlainObject = {}
  for (const [name, member] of Object.entries(value)) if (member !== undefined) copy[name] = copyPlain(member)
  return copy
}

function isPlain(value: unknown): value is null | boolean | number | string | bigint {
  return value === null || ['boolean', 'number', 'string', 'bigint'].includes(typeof value)
}

/** Only the members that have a value. */
export function given<T extends object>(members: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const kept: Record<string, unknown> = {}
  // without a list of pairs: this runs many times per call
  for (const name in members) if (members[name] !== undefined) kept[name] = members[name]
  return kept as { [K in keyof T]: Exclude<T[K], undefined> }
}

/** The text of JSON as what it says; text that is no JSON stays text. */
export function parsed(text: string): Plain {
  try {
    return JSON.parse(text) as Plain
  } catch {
    return text
  }
}

/** Members of a request under the names of the GenAI conventions. */
export function renamed(from: Loose, names: { readonly [member: string]: string }): PlainObject {
  const attributes: PlainObject = {}
  for (const member in names) {
    const value = from[member]
    if (value !== undefined && value !== null) attributes[names[member]!] = copyPlain(value)
  }
  return attributes
}

/** A copy in the names of the wire, of what an SDK gives in camel case. What tools are given keeps its names. */
export function snaked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snaked)
  if (typeof value !== 'object' || value === null || !isBare(value)) return value
  const copy: Record<string, unknown> = {}
  for (const [name, member] of Object.entries(value))
    copy[name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)] = name === 'arguments' ? member : snaked(member)
  return copy
}

/** A copy of what will be sent, at the moment it is sent. Bytes and files stay as they are. */
export function snapshot(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snapshot)
  if (typeof value !== 'object' || value === null || !isBare(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, snapshot(member)]))
}

/** Whether an object is of no class, in this realm or another. */
export function isBare(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
