import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Plain, PlainObject } from '@seetrain/core'
import { floatOf, protobufFields, textOf, type Field } from '../protobuf-fields.ts'
import { decodeEvent } from './event.ts'
import { readEventFile } from './event-file.ts'

/** Writers put it before the values of a session. */
const FIRST_EVENTS = 16
const START_TAG = '_hparams_/session_start_info'

/** Whether a folder below a run was made for hyperparameters: writers keep these and their metrics in one of its own. */
export function isHparamsFolder(name: string, path: string): boolean {
  if (name === '') return false
  return readdirSync(path).some(file => file.includes('tfevents') && beginsWithStart(join(path, file)))
}

function beginsWithStart(path: string): boolean {
  let count = 0
  for (const { bytes } of readEventFile(path, 0, { onDamaged() {}, onDead() {} })) {
    if (hasStart(bytes)) return true
    if (++count === FIRST_EVENTS) break
  }
  return false
}

function hasStart(bytes: Uint8Array): boolean {
  try {
    return decodeEvent(bytes).values.some(({ tag }) => tag === START_TAG)
  } catch {
    return false
  }
}

/** The hyperparameters in what the `hparams` plugin puts beside a value; undefined where it holds none. */
export function readHparams(content: Uint8Array): PlainObject | undefined {
  const start = [...protobufFields(content)].find(({ number }) => number === 3)
  if (start === undefined) return undefined
  const config: PlainObject = {}
  for (const entry of protobufFields(start.bytes)) {
    if (entry.number !== 1) continue
    const parts = [...protobufFields(entry.bytes)]
    const key = parts.find(({ number }) => number === 1)
    const value = parts.find(({ number }) => number === 2)
    if (key !== undefined && value !== undefined) config[textOf(key)] = readValue(value)
  }
  return config
}

// google.protobuf.Value
function readValue(value: Field): Plain {
  for (const field of protobufFields(value.bytes)) {
    if (field.number === 2) return floatOf(field)
    if (field.number === 3) return textOf(field)
    if (field.number === 4) return field.varint !== 0
  }
  return null
}
