import { createHash } from 'node:crypto'
import type { AlertLevel, Plain, PlainObject, SpanRecord } from '@seetrain/core'
import { fromAnyValue, fromKeyValues, fromNanos, type LogsRequest } from '@seetrain/otlp'
import type { ArrivedRecord, Arrival, ReadRequest } from './arrival.ts'
import type { WordsEvent } from './calls/call-facts.ts'
import { isMessageEvent } from './calls/gen-ai.ts'
import { asList, asNumber, asObject, asText, jsonLine, memberOf, type Loose } from './loose.ts'
import { runTarget } from './run-target.ts'

export interface ReadLogsOptions {
  /** When the request came, for records without a time. */
  now: number
  /** Keeps an event for its span, when that has not come yet. Tells whether it has not. */
  keepEvent: (traceId: string, spanId: string, event: WordsEvent) => boolean
}

const WARN = 13
const ALERT = 'seetrain.alert'
const LEVELS: { readonly [severity: string]: AlertLevel } = { INFO: 'info', WARN: 'warning', ERROR: 'error' }

/**
 * Every log record is a line of the console. A message of a model call, which earlier GenAI conventions send as a log
 * record, is put into its call when that comes later, and below it when it came before.
 */
export function readLogs(request: LogsRequest, options: ReadLogsOptions): ReadRequest {
  const arrivals: Arrival[] = []
  for (const group of asList(request.resourceLogs).map(asObject)) {
    for (const scoped of asList(group['scopeLogs']).map(asObject)) {
      for (const log of asList(scoped['logRecords']).map(asObject)) {
        const time = fromNanos(log['timeUnixNano']) ?? fromNanos(log['observedTimeUnixNano']) ?? options.now
        const target = runTarget(asObject(group['resource']), time)
        for (const record of recordsOf(log, Math.round(time), options))
          arrivals.push({ target, record, ...(record.kind === 'span' && { identity: `event ${record.spanId}` }) })
      }
    }
  }
  return { arrivals, rejected: 0 }
}

function recordsOf(log: Loose, time: number, options: ReadLogsOptions): ArrivedRecord[] {
  const attributes = fromKeyValues(log['attributes'])
  const body = fromAnyValue(log['body'])
  const name = asText(log['eventName']) || asText(attributes['event.name']) || ''
  if (name === ALERT) return [alertOf(log, attributes, body, time)]
  const line = lineOf(log, attributes, body, name, time)
  if (!isMessageEvent(name)) return [line]
  const traceId = asText(log['traceId'])?.toLowerCase()
  const spanId = asText(log['spanId'])?.toLowerCase()
  if (!traceId || !spanId) return [line]
  const event = { name, attributes, ...(body !== null && { body }) }
  return options.keepEvent(traceId, spanId, event) ? [line] : [line, eventSpan(traceId, spanId, event, time)]
}

function alertOf(log: Loose, attributes: PlainObject, body: Plain, time: number): ArrivedRecord {
  const title = asText(attributes['seetrain.alert.title']) ?? asText(body) ?? 'alert'
  const step = asNumber(attributes['seetrain.step'])
  return {
    kind: 'alert',
    time,
    title,
    ...(typeof body === 'string' && body !== title && { text: body }),
    level: memberOf(LEVELS, asText(log['severityText']) ?? '') ?? 'info',
    ...(step !== undefined && { step }),
  }
}

function lineOf(log: Loose, attributes: PlainObject, body: Plain, name: string, time: number): ArrivedRecord {
  const severity = asNumber(log['severityNumber']) ?? 0
  const stream = asText(attributes['log.iostream']) ?? (severity >= WARN ? 'stderr' : 'stdout')
  const words = typeof body === 'string' ? body : body === null ? '' : jsonLine(body)
  const level = asText(log['severityText']) ?? ''
  const line = asNumber(attributes['seetrain.console.line'])
  return {
    kind: 'console',
    time,
    stream: stream === 'stderr' ? 'stderr' : 'stdout',
    text: [level, name, words].filter(word => word !== '').join(' '),
    ...(line !== undefined && { line }),
  }
}

function eventSpan(
  traceId: string,
  parentId: string,
  { name, attributes, body }: WordsEvent,
  time: number,
): SpanRecord {
  const identity = jsonLine([traceId, parentId, name, time, body ?? null])
  return {
    kind: 'span',
    time,
    endTime: time,
    traceId,
    spanId: createHash('sha256').update(identity).digest('hex').slice(0, 16),
    parentId,
    name,
    spanKind: 'event',
    status: 'ok',
    attributes,
    ...(body !== undefined && { output: body }),
  }
}
