import { plainToJson, type EndRecord, type Plain, type PlainObject } from '@seetrain/core'
import { configLeaves } from '../config-leaves.ts'
import { ProtobufMessage } from '../protobuf/protobuf-message.ts'
import { fileStart, frame } from './event-file.ts'
import { encodeEvent, stringTensor, type SummaryValue } from './summary-value.ts'

/** Charts with several metrics each, by category and title: `{ losses: { 'train and val': ['loss', 'val/loss'] } }`. */
export type Layout = { [category: string]: { [chart: string]: string[] } }

export interface RunFacts {
  startedAt: number
  config: PlainObject
  end?: { state: EndRecord['state']; time: number }
  layout?: Layout
}

const STATUS = { finished: 1, failed: 2, killed: 2 } as const

/**
 * A file of events with what TensorBoard reads once per run: hyperparameters, how the run ended, the layout of charts.
 * It takes the first value of each of these tags for the only one, so the file is written anew when one changes.
 */
export function encodeRunFacts({ startedAt, config, end, layout }: RunFacts): Uint8Array {
  const events = [encodeEvent(startedAt, 0, hparams('session_start_info', 3, startInfo(config, startedAt)))]
  if (end) {
    const info = new ProtobufMessage().int(1, STATUS[end.state]).double(2, end.time / 1000)
    events.push(encodeEvent(end.time, 0, hparams('session_end_info', 4, info)))
  }
  if (layout) events.push(encodeEvent(startedAt, 0, layoutValue(layout)))
  return Buffer.concat([fileStart(), ...events.map(frame)])
}

function hparams(name: string, field: number, info: ProtobufMessage): SummaryValue {
  const pluginContent = new ProtobufMessage().message(field, info)
  return { tag: `_hparams_/${name}`, plugin: 'hparams', pluginContent }
}

function startInfo(config: PlainObject, startedAt: number): ProtobufMessage {
  const info = new ProtobufMessage()
  for (const [path, value] of configLeaves(config)) {
    info.message(1, new ProtobufMessage().string(1, path.join('/')).message(2, structValue(value)))
  }
  return info.double(5, startedAt / 1000)
}

// hyperparameters are numbers, booleans and strings: what is none of these is its JSON
function structValue(value: Plain): ProtobufMessage {
  const message = new ProtobufMessage()
  if (typeof value === 'number' && Number.isFinite(value)) return message.double(2, value)
  if (typeof value === 'boolean') return message.int(4, value)
  const json = plainToJson(value)
  return message.string(3, typeof json === 'string' ? json : JSON.stringify(json))
}

function layoutValue(layout: Layout): SummaryValue {
  const message = new ProtobufMessage()
  for (const [title, charts] of Object.entries(layout)) {
    const category = new ProtobufMessage().string(1, title)
    for (const [chart, tags] of Object.entries(charts)) {
      const lines = new ProtobufMessage()
      for (const tag of tags) lines.string(1, exactly(tag))
      category.message(2, new ProtobufMessage().string(1, chart).message(2, lines))
    }
    message.message(2, category)
  }
  return {
    tag: 'custom_scalars__config__',
    plugin: 'custom_scalars',
    tensor: stringTensor([message.finish()], []),
  }
}

// the plugin takes tags for regular expressions
function exactly(tag: string): string {
  return `^${tag.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}$`
}
