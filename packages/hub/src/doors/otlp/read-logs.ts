import { createHash } from 'node:crypto'
import type { AlertLevel, Plain, PlainObject, SpanRecord } from '@seetrain/core'
import { fromAnyValue, fromKeyValues, fromNanos, type LogsRequest } from '@seetrain/otlp'
import { identityOf, type ArrivedRecord, type Arrival, type ReadRequest } from './arrival.ts'
import type { EventFate, SentCall, SentEvent } from './call-events.ts'
import type { WordsEvent } from './calls/call-facts.ts'
import { isMessageEvent } from './calls/gen-ai.ts'
import { asList, asNumber, asObject, asText, jsonLine, memberOf, type Loose } from './loose.ts'
import { runTarget } from './run-target.ts'

export interface ReadLogsOptions {
  /** When the request came, for records without a time. */
  now: number
  /** Keeps a message of a call, and tells what became of it. */
  addEvent: (traceId: string, spanId: string, event: SentEvent) => EventFate
  /** A call of which more is known now. */
  completedCall: (call: SentCall) => Arrival | undefined
}

const WARN = 13
const ALERT = 'seetrain.alert'
const LEVELS: { readonly [severity: string]: AlertLevel } = { INFO: 'info', WARN: 'warning', ERROR: 'error' }

/**
 * Every log record is a line of the console. A message of a model call, which earlier GenAI conventions send as a log
 * record, is put into its call, whichever of the two comes first; below it when the call is not remembered any more.
 */
export function readLogs(request: LogsRequest, options: ReadLogsOptions): ReadRequest {
  const arrivals: Arrival[] = []
  const calls = new Set<SentCall>()
  const ids = new LogIds()
  for (const group of asList(request.resourceLogs).map(asObject)) {
    for (const scoped of asList(group['scopeLogs']).map(asObject)) {
      for (const log of asList(scoped['logRecords']).map(asObject)) {
        const read = readLog(log, options.now, id => ids.of([asText(asObject(scoped['scope'])['name']) ?? '', ...id]))
        const target = runTarget(asObject(group['resource']), read.time)
        for (const record of recordsOf(read, options, calls)) arrivals.push({ target, record, ...identified(record) })
      }
    }
  }
  const completed = [...calls].map(call => options.completedCall(call)).filter(arrival => arrival !== undefined)
  return { arrivals: [...arrivals, ...completed], rejected: 0 }
}

function identified(record: ArrivedRecord): { identity?: string } {
  const identity = record.kind === 'span' ? `event ${record.spanId}` : identityOf(record)
  return identity === undefined ? {} : { identity }
}

/** A log record, with what is asked of it more than once. */
interface ReadLog {
  log: Loose
  name: string
  attributes: PlainObject
  body: Plain
  time: number
  id: string | undefined
}

function readLog(log: Loose, now: number, idOf: (content: Plain[]) => string): ReadLog {
  const exact = fromNanos(log['timeUnixNano']) ?? fromNanos(log['observedTimeUnixNano'])
  const attributes = fromKeyValues(log['attributes'])
  const body = fromAnyValue(log['body'])
  const facts = IDENTIFYING.map(name => String(log[name] ?? ''))
  return {
    log,
    name: asText(log['eventName']) || asText(attributes['event.name']) || '',
    attributes,
    body,
    time: Math.round(exact ?? now),
    // what says no time may be the same words once more
    id: exact === undefined ? undefined : idOf([...facts, attributes, body]),
  }
}

const IDENTIFYING = [
  'timeUnixNano',
  'observedTimeUnixNano',
  'severityNumber',
  'severityText',
  'eventName',
  'traceId',
  'spanId',
]

/** Ids of log records by all that they say. What a request says more than once is more than one. */
class LogIds {
  readonly #times = new Map<string, number>()

  of(content: Plain[]): string {
    const digest = createHash('sha256').update(jsonLine(content)).digest('base64url').slice(0, 16)
    const times = this.#times.get(digest) ?? 0
    this.#times.set(digest, times + 1)
    return times === 0 ? digest : `${digest}.${times}`
  }
}

function recordsOf(read: ReadLog, options: ReadLogsOptions, calls: Set<SentCall>): ArrivedRecord[] {
  const { log, name, attributes, body, time, id } = read
  if (name === ALERT) return [alertOf(log, attributes, body, time)]
  const line = lineOf(read)
  if (!isMessageEvent(name)) return [line]
  const traceId = asText(log['traceId'])?.toLowerCase()
  const spanId = asText(log['spanId'])?.toLowerCase()
  if (!traceId || !spanId) return [line]
  const event = { name, attributes, ...(body !== null && { body }), ...(id !== undefined && { id }) }
  const fate = options.addEvent(traceId, spanId, event)
  if (typeof fate === 'object') calls.add(fate)
  return fate === 'lost' ? [line, eventSpan(traceId, spanId, event, time)] : [line]
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

function lineOf({ log, name, attributes, body, time, id }: ReadLog): ArrivedRecord {
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
    ...(id !== undefined && { id }),
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
