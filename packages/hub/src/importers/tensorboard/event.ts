import { doublesOf, floatOf, protobufFields, textOf, type Field } from '../protobuf-fields.ts'
import { decodeTensor, type Tensor } from './tensor.ts'

/** What an event says under one tag. */
export interface EventValue {
  tag: string
  /** Plugin that the value is for; told only in the first value of a tag. */
  plugin?: string
  /** What the plugin put beside the value. */
  pluginContent?: Uint8Array
  scalar?: number
  image?: Uint8Array
  audio?: Uint8Array
  /** Edges and counts of a histogram. */
  histogram?: { limits: number[]; counts: number[]; min: number; max: number }
  tensor?: Tensor
}

export interface Event {
  /** Milliseconds. */
  time: number
  step: number
  values: EventValue[]
  /** A model's graph, as TensorFlow's own message. */
  hasGraph: boolean
}

/** Decodes TensorFlow's `Event`. Throws `RangeError` on bytes that are none. */
export function decodeEvent(bytes: Uint8Array): Event {
  const event: Event = { time: 0, step: 0, values: [], hasGraph: false }
  for (const field of protobufFields(bytes)) {
    if (field.number === 1) event.time = Math.round(floatOf(field) * 1000)
    else if (field.number === 2) event.step = field.varint
    else if (field.number === 4) event.hasGraph = true
    else if (field.number === 5) event.values = decodeSummary(field.bytes)
  }
  if (!Number.isFinite(event.time)) throw new RangeError('an event whose time is no number')
  return event
}

function decodeSummary(bytes: Uint8Array): EventValue[] {
  return [...protobufFields(bytes)].filter(({ number }) => number === 1).map(({ bytes: value }) => decodeValue(value))
}

function decodeValue(bytes: Uint8Array): EventValue {
  const value: EventValue = { tag: '' }
  for (const field of protobufFields(bytes)) {
    if (field.number === 1) value.tag = textOf(field)
    else if (field.number === 2) value.scalar = floatOf(field)
    else if (field.number === 4) value.image = member(field, 4)?.bytes ?? NONE
    else if (field.number === 5) value.histogram = decodeHistogram(field.bytes)
    else if (field.number === 6) value.audio = member(field, 4)?.bytes ?? NONE
    else if (field.number === 8) value.tensor = decodeTensor(field.bytes)
    else if (field.number === 9) Object.assign(value, decodeMetadata(field))
  }
  return value
}

const NONE = new Uint8Array(0)

function decodeMetadata(metadata: Field): Pick<EventValue, 'plugin' | 'pluginContent'> {
  const data = member(metadata, 1)
  if (data === undefined) return {}
  const name = member(data, 1)
  const content = member(data, 2)
  return { ...(name && { plugin: textOf(name) }), ...(content && { pluginContent: content.bytes }) }
}

function decodeHistogram(bytes: Uint8Array): NonNullable<EventValue['histogram']> {
  const histogram = { limits: [] as number[], counts: [] as number[], min: 0, max: 0 }
  for (const field of protobufFields(bytes)) {
    if (field.number === 1) histogram.min = floatOf(field)
    else if (field.number === 2) histogram.max = floatOf(field)
    else if (field.number === 6) histogram.limits.push(...doublesOf(field))
    else if (field.number === 7) histogram.counts.push(...doublesOf(field))
  }
  return histogram
}

function member(field: Field, number: number): Field | undefined {
  for (const inner of protobufFields(field.bytes)) if (inner.number === number) return inner
  return undefined
}
