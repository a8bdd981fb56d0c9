import { protobufFields, textOf, type Field } from '../protobuf-fields.ts'
import { Message } from '../protobuf-message.ts'
import { parsePythonJson } from '../python-json.ts'

// numbers of fields: wandb_internal.proto of wandb 0.30

const KINDS: { readonly [field: number]: WandbKind } = {
  2: 'history',
  3: 'summary',
  4: 'output',
  5: 'config',
  7: 'stats',
  8: 'artifact',
  9: 'tensorboard',
  10: 'alert',
  12: 'metric',
  13: 'output',
  17: 'run',
  18: 'exit',
  25: 'useArtifact',
  26: 'environment',
}

export type WandbKind =
  | 'history'
  | 'summary'
  | 'output'
  | 'config'
  | 'stats'
  | 'artifact'
  | 'tensorboard'
  | 'alert'
  | 'metric'
  | 'run'
  | 'exit'
  | 'useArtifact'
  | 'environment'

/** What a record of the log says, and its kind. Undefined for those that a run has nothing to learn from. */
export function decodeWandbRecord(bytes: Uint8Array): { kind: WandbKind; message: Message } | undefined {
  for (const field of protobufFields(bytes)) {
    const kind = KINDS[field.number]
    if (kind !== undefined) return { kind, message: new Message(field.bytes) }
  }
  return undefined
}

/** A member of a config, a row or a summary. */
export interface Item {
  path: string[]
  value: unknown
}

/** The members in a repeated field of `key`, `nested_key` and `value_json`. */
export function itemsOf(message: Message, number: number): Item[] {
  return message.fields(number).map(decodeItem)
}

function decodeItem({ bytes }: Field): Item {
  const path: string[] = []
  let value: unknown
  for (const field of protobufFields(bytes)) {
    if (field.number === 1 && field.bytes.length > 0) path.unshift(textOf(field))
    else if (field.number === 2) path.push(textOf(field))
    else if (field.number === 16) value = parsePythonJson(textOf(field))
  }
  return { path, value }
}

/** Members as one object, nested by their paths. */
export function nestItems(items: readonly Item[]): { [name: string]: unknown } {
  const nested: { [name: string]: unknown } = {}
  for (const { path, value } of items) {
    let at = nested
    for (const name of path.slice(0, -1)) {
      const inner = Object.hasOwn(at, name) ? at[name] : undefined
      if (isObject(inner)) at = inner
      else at = define(at, name, {})
    }
    if (path.length > 0) define(at, path.at(-1)!, value)
  }
  return nested
}

export function isObject(value: unknown): value is { [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

// `__proto__` is a name like others
function define<Value>(target: object, name: string, value: Value): Value {
  Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true })
  return value
}
