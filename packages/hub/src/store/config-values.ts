import type { Plain, PlainObject } from '@seetrain/core'

/** A config member as filters see it: a number, or a text, or neither when it is NaN. */
export interface ConfigValue {
  path: string
  number: number | undefined
  text: string | undefined
}

/** The members of a config that hold no others, with their names joined by dots. Of two with one path the last counts. */
export function configValues(config: PlainObject): ConfigValue[] {
  const found = new Map<string, ConfigValue>()
  const look = (object: PlainObject, prefix: string): void => {
    for (const [name, value] of Object.entries(object)) {
      const path = prefix + name
      if (isObject(value)) look(value, `${path}.`)
      else found.set(path, { path, ...comparable(value) })
    }
  }
  look(config, '')
  return [...found.values()]
}

function comparable(value: Plain): { number: number | undefined; text: string | undefined } {
  if (typeof value === 'number') return { number: value === value ? value : undefined, text: undefined }
  if (typeof value === 'bigint') return { number: Number(value), text: undefined }
  if (typeof value === 'string') return { number: undefined, text: value }
  if (value instanceof Date)
    return { number: undefined, text: Number.isNaN(value.getTime()) ? '' : value.toISOString() }
  return {
    number: undefined,
    text: JSON.stringify(value, (_, member: unknown) => (typeof member === 'bigint' ? String(member) : member)),
  }
}

function isObject(value: Plain): value is PlainObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return !(value instanceof Date) && !ArrayBuffer.isView(value)
}
