import { type BlobRef, type ErrorInfo, type Plain, type PlainObject, type SpanRecord } from '@seetrain/core'
import { fromKeyValues, fromNanos, type OtlpSpan, type Scope, type TraceRequest } from '@seetrain/otlp'
import { identityOf, type Arrival, type ReadRequest } from './arrival.ts'
import type { CallEvents, SentCall, SentEvent } from './call-events.ts'
import { addCost, type CallCost } from './calls/call-cost.ts'
import { OWN_KIND, type WordsEvent } from './calls/call-facts.ts'
import { readCall } from './calls/read-call.ts'
import { storeContent } from './calls/store-content.ts'
import { asList, asObject, asText, type Loose } from './loose.ts'
import { runTarget } from './run-target.ts'

export interface ReadTracesOptions {
  storeBlob: (bytes: Uint8Array, mime: string) => BlobRef
  /** What a call cost that was sent without a cost. */
  callCost: CallCost | undefined
  /** Messages of calls that are sent as log records. */
  callEvents: CallEvents
}

type SpanPlace = Pick<SpanRecord, 'time' | 'endTime' | 'traceId' | 'spanId' | 'parentId'>

interface TimedEvent extends WordsEvent {
  time: number
}

const KINDS = ['function', 'function', 'server', 'client', 'producer', 'consumer'] as const
const ERROR = 2
const EXCEPTION = 'exception'
const NO_ID = 'spans without a trace id of 16 bytes, a span id of 8, or a time'

export function readTraces(request: TraceRequest, options: ReadTracesOptions): ReadRequest {
  const arrivals: Arrival[] = []
  let rejected = 0
  for (const group of asList(request.resourceSpans).map(asObject)) {
    for (const scoped of asList(group['scopeSpans']).map(asObject)) {
      const scope = asObject(scoped['scope'])
      for (const span of asList(scoped['spans']).map(asObject)) {
        const place = placeOf(span)
        if (place === undefined) rejected++
        else arrivals.push(arrivalOf(place, { span, scope, resource: asObject(group['resource']) }, options))
      }
    }
  }
  return { arrivals, rejected, ...(rejected > 0 && { reason: NO_ID }) }
}

interface SentSpan {
  span: Loose & Partial<OtlpSpan>
  scope: Loose & Scope
  resource: Loose
}

function arrivalOf(place: SpanPlace, { span, scope, resource }: SentSpan, options: ReadTracesOptions): Arrival {
  const { callEvents } = options
  const { traceId, spanId } = place
  const target = runTarget(resource, place.time)
  const sent = callEvents.of(traceId, spanId)
  const record = spanRecord(place, { span, scope, sent }, options)
  const isTold = sent.length === 0 && record.input !== undefined && record.output !== undefined
  if (record.spanKind === 'llm' && !isTold) callEvents.expect({ traceId, spanId, target, span, scope })
  else callEvents.settle(traceId, spanId, isTold)
  return { target, record, identity: identityOf(record)! }
}

/** A call again, of which more messages came as log records after it; undefined when they say nothing. */
export function completedCall(call: SentCall, options: ReadTracesOptions): Arrival | undefined {
  const { traceId, spanId, target, span, scope } = call
  const sent = options.callEvents.of(traceId, spanId)
  const place = placeOf(span)
  if (place === undefined) return undefined
  const record = { ...spanRecord(place, { span, scope, sent }, options), replaces: true as const }
  return { target, record, identity: `${identityOf(record)} of ${sent.map(({ id = '' }) => id).join()}` }
}

function spanRecord(
  place: SpanPlace,
  { span, scope, sent }: Pick<SentCall, 'span' | 'scope'> & { sent: readonly SentEvent[] },
  options: ReadTracesOptions,
): SpanRecord {
  const { time } = place
  const own = fromKeyValues(span.attributes)
  const all = eventsOf(span, time)
  const error = errorOf(span, own, all)
  const said = sent.map(({ id: _, ...event }) => ({ ...event, time }))
  const events = [...all.filter(event => error?.event !== event), ...said]
  const call = readCall({ name: asText(span.name) ?? '', attributes: own, events })
  const { [OWN_KIND]: ownKind, 'seetrain.span.status': ownStatus, ...attributes } = call.attributes
  if (ownKind === undefined) addCallCost(call.spanKind, attributes, options)
  return {
    kind: 'span',
    ...place,
    name: asText(span.name) || 'unnamed',
    spanKind: asText(ownKind) ?? call.spanKind ?? KINDS[Number(span.kind)] ?? KINDS[0],
    status: ownStatus === 'aborted' ? 'aborted' : error === undefined ? 'ok' : 'error',
    ...(error !== undefined && { error: error.info }),
    attributes: { ...attributes, ...originOf(scope, span) },
    ...given('input', call.input, options),
    ...given('output', call.output, options),
    ...(call.events.length > 0 && { events: call.events.map(plainEvent) }),
  }
}

// the spans around calls may repeat their usage
function addCallCost(spanKind: string | undefined, attributes: PlainObject, { callCost }: ReadTracesOptions): void {
  if (callCost !== undefined && (spanKind === 'llm' || spanKind === 'embedding')) addCost(attributes, callCost)
}

/** Where a span is in time and in its trace; undefined when it does not say. */
function placeOf(span: Partial<OtlpSpan>): SpanPlace | undefined {
  const { traceId, spanId, parentSpanId } = span
  const end = fromNanos(span.endTimeUnixNano)
  const time = fromNanos(span.startTimeUnixNano) ?? end
  if (!isId(traceId, 32) || !isId(spanId, 16) || time === undefined) return undefined
  return {
    time,
    endTime: Math.max(time, end ?? time),
    traceId: traceId.toLowerCase(),
    spanId: spanId.toLowerCase(),
    ...(isId(parentSpanId, 16) && { parentId: parentSpanId.toLowerCase() }),
  }
}

function given(
  side: 'input' | 'output',
  value: Plain | undefined,
  { storeBlob }: ReadTracesOptions,
): { [side]?: Plain } {
  return value === undefined ? {} : { [side]: storeContent(value, storeBlob) }
}

/** Who made the span, and what it points to besides its parent. */
function originOf(scope: Loose & Scope, span: Partial<OtlpSpan>): PlainObject {
  const name = asText(scope.name)
  const links = asList(span.links)
    .map(asObject)
    .filter(link => isId(link['traceId'], 32) && isId(link['spanId'], 16))
    .map(({ traceId, spanId }) => ({ traceId: String(traceId), spanId: String(spanId) }))
  return {
    ...(name !== undefined && name !== '' && name !== 'seetrain' && { 'otel.scope.name': name }),
    ...(links.length > 0 && { 'seetrain.links': links }),
  }
}

function eventsOf(span: Partial<OtlpSpan>, start: number): TimedEvent[] {
  return asList(span.events)
    .map(asObject)
    .map(event => ({
      name: asText(event['name']) ?? '',
      time: fromNanos(event['timeUnixNano']) ?? start,
      attributes: fromKeyValues(event['attributes']),
    }))
}

function plainEvent({ name, time, attributes, body }: TimedEvent): NonNullable<SpanRecord['events']>[number] {
  const about = body === undefined ? attributes : { ...attributes, body }
  return { name, time, ...(Object.keys(about).length > 0 && { attributes: about }) }
}

/** What went wrong: told by the status and by the exception that was recorded last. */
function errorOf(
  span: Partial<OtlpSpan>,
  attributes: PlainObject,
  events: readonly TimedEvent[],
): { info: ErrorInfo; event?: TimedEvent } | undefined {
  const status = asObject(span.status)
  const isOwn = OWN_KIND in attributes
  const event = events.findLast(({ name }) => name === EXCEPTION)
  if (status['code'] !== ERROR && !(isOwn && event !== undefined)) return undefined
  const about = event?.attributes ?? {}
  const stack = asText(about['exception.stacktrace'])
  const code = asText(about['seetrain.error.code'])
  const info: ErrorInfo = {
    name: asText(about['exception.type']) ?? asText(attributes['error.type']) ?? 'Error',
    message: asText(about['exception.message']) ?? asText(status['message']) ?? '',
    ...(stack !== undefined && { stack }),
    ...(code !== undefined && { code }),
  }
  return event === undefined ? { info } : { info, event }
}

function isId(value: unknown, length: number): value is string {
  return typeof value === 'string' && value.length === length && /^[0-9a-fA-F]+$/.test(value) && !/^0+$/.test(value)
}
