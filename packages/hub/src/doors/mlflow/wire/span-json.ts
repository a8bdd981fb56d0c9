import { asList, asObject, asText, type Loose } from '../../otlp/loose.ts'
import { decoded } from '../search/span-text.ts'
import { exactNumber } from './exact-json.ts'

/** A span of an artifact as the API answers with it: OTLP in the JSON of protocol buffers. */
export function spanJson(span: Loose): object {
  const { trace_id, span_id, parent_span_id, name, start_time_unix_nano, end_time_unix_nano, status } = span
  return {
    trace_id,
    span_id,
    ...(asText(parent_span_id) && { parent_span_id }),
    name,
    start_time_unix_nano,
    end_time_unix_nano: end_time_unix_nano ?? 0,
    attributes: Object.entries(asObject(span['attributes'])).map(([key, value]) => keyValue(key, decoded(value))),
    events: asList(span['events'])
      .map(asObject)
      .map(event => ({
        time_unix_nano: event['time_unix_nano'],
        name: event['name'],
        attributes: Object.entries(asObject(event['attributes'])).map(([key, value]) => keyValue(key, value)),
      })),
    status: { code: asObject(status)['code'], message: asText(asObject(status)['message']) ?? '' },
  }
}

function keyValue(key: string, value: unknown): object {
  return { key, value: anyValue(value) }
}

function anyValue(value: unknown): object {
  if (typeof value === 'string') return { string_value: value }
  if (typeof value === 'boolean') return { bool_value: value }
  const number = typeof value === 'number' ? String(value) : exactNumber(value)
  if (number !== undefined) return /^-?\d+$/.test(number) ? { int_value: value } : { double_value: value }
  if (Array.isArray(value)) return { array_value: { values: value.map(anyValue) } }
  if (value === null || value === undefined) return {}
  return { kvlist_value: { values: Object.entries(value).map(([key, member]) => keyValue(key, member)) } }
}
