import type { AlertRecord, DefinitionRecord } from '@seetrain/core'
import { ProtobufMessage } from '../protobuf/protobuf-message.ts'
import { pythonJson } from './python-json.ts'

// numbers of fields: wandb_internal.proto of wandb 0.30

/** The records of W&B's transaction log that this sink writes, each with its field number in `Record`. */
const FIELD = {
  history: 2,
  summary: 3,
  config: 5,
  files: 6,
  stats: 7,
  artifact: 8,
  alert: 10,
  metric: 12,
  outputRaw: 13,
  run: 17,
  exit: 18,
  header: 21,
  environment: 26,
} as const

const SUMMARY_FIELD = { min: 1, max: 2, mean: 3, best: 4, last: 5, none: 6 } as const

/** One record of W&B's log, before it has its number. */
export interface WandbRecord {
  kind: keyof typeof FIELD
  message: ProtobufMessage
}

/** A member of a config, a history row or a summary: the path to it and its value. */
export type Item = [path: readonly string[], value: unknown]

export function encodeWandbRecord(number: number, { kind, message }: WandbRecord): Uint8Array {
  return new ProtobufMessage().int(1, number).message(FIELD[kind], message).finish()
}

export function headerRecord(producer: string): WandbRecord {
  return { kind: 'header', message: new ProtobufMessage().message(1, new ProtobufMessage().string(1, producer)) }
}

export interface RunWords {
  id: string
  project: string
  startedAt: number
  name: string
  entity?: string | undefined
  group?: string | undefined
  jobType?: string | undefined
  notes?: string | undefined
  tags?: readonly string[] | undefined
  host?: string | undefined
}

export function runRecord(words: RunWords): WandbRecord {
  const message = new ProtobufMessage().string(1, words.id)
  const texts = [
    [2, words.entity],
    [3, words.project],
    [6, words.group],
    [7, words.jobType],
    [8, words.name],
    [9, words.notes],
  ] as const
  for (const [field, text] of texts) if (text !== undefined) message.string(field, text)
  for (const tag of words.tags ?? []) message.string(10, tag)
  if (words.host !== undefined) message.string(13, words.host)
  message.message(17, timestamp(words.startedAt))
  return { kind: 'run', message }
}

export function historyRecord(step: number, items: readonly Item[]): WandbRecord {
  const message = new ProtobufMessage()
  for (const [path, value] of items) message.message(1, item(path, value))
  return { kind: 'history', message: message.message(2, new ProtobufMessage().int(1, step)) }
}

export function summaryRecord(items: readonly Item[]): WandbRecord {
  const message = new ProtobufMessage()
  for (const [path, value] of items) message.message(1, item(path, value))
  return { kind: 'summary', message }
}

export function configRecord(set: readonly Item[], removed: readonly (readonly string[])[] = []): WandbRecord {
  const message = new ProtobufMessage()
  for (const [path, value] of set) message.message(1, item(path, value))
  for (const path of removed) message.message(2, item(path, null))
  return { kind: 'config', message }
}

/** Files of the run's folder that are to be uploaded, by their paths below `files`. */
export function filesRecord(paths: readonly string[]): WandbRecord {
  const message = new ProtobufMessage()
  for (const path of paths) message.message(1, new ProtobufMessage().string(1, path))
  return { kind: 'files', message }
}

export function statsRecord(time: number, values: { [key: string]: number }): WandbRecord {
  const message = new ProtobufMessage().message(2, timestamp(time))
  for (const [key, value] of Object.entries(values)) {
    message.message(3, new ProtobufMessage().string(1, key).string(16, pythonJson(value)))
  }
  return { kind: 'stats', message }
}

const ALERT_LEVEL = { info: 'INFO', warning: 'WARN', error: 'ERROR' } as const

export function alertRecord({ title, text = '', level }: AlertRecord): WandbRecord {
  return {
    kind: 'alert',
    message: new ProtobufMessage().string(1, title).string(2, text).string(3, ALERT_LEVEL[level]),
  }
}

export function metricRecord({ key, stepKey, summary, goal }: DefinitionRecord): WandbRecord {
  const message = new ProtobufMessage().string(1, key)
  const options = new ProtobufMessage()
  if (stepKey !== undefined) {
    message.string(4, stepKey)
    options.int(1, true)
  }
  message.message(6, options.int(3, true))
  if (summary !== undefined) message.message(7, new ProtobufMessage().int(SUMMARY_FIELD[summary], true))
  if (goal !== undefined) message.int(8, goal === 'minimize' ? 1 : 2)
  return { kind: 'metric', message }
}

export function outputRecord(time: number, stream: 'stdout' | 'stderr', text: string): WandbRecord {
  const message = new ProtobufMessage()
    .int(1, stream === 'stdout')
    .message(2, timestamp(time))
    .string(3, text)
  return { kind: 'outputRaw', message }
}

export function exitRecord(exitCode: number, runtimeSeconds: number): WandbRecord {
  return { kind: 'exit', message: new ProtobufMessage().int(1, exitCode).int(2, runtimeSeconds) }
}

export function timestamp(time: number): ProtobufMessage {
  const seconds = Math.floor(time / 1000)
  return new ProtobufMessage().int(1, seconds).int(2, Math.round((time - seconds * 1000) * 1e6))
}

function item(path: readonly string[], value: unknown): ProtobufMessage {
  const message = new ProtobufMessage()
  for (const name of path) message.string(2, name)
  return message.string(16, pythonJson(value))
}
