import { createHash } from 'node:crypto'
import type { Plain, PlainObject, RunRecord, SpanRecord } from '@seetrain/core'
import { toKeyValues, toNanos, type OtlpSpan, type Resource, type TraceRequest } from '@seetrain/otlp'
import { contentAttributes, jsonText } from './content-attributes.ts'
import { inlineBlobs, type BlobOptions } from './inline-blobs.ts'
import { langfuseAttributes } from './langfuse.ts'
import { openInferenceAttributes } from './open-inference.ts'
import { SCOPE } from './scope.ts'

export interface TraceOptions extends BlobOptions {
  openInference: boolean
  /** Whether Langfuse is to read them: it has names of its own for a few things. */
  langfuse?: boolean
}

/** What OTLP calls a span that calls another service, and one that does not. */
const KINDS = { internal: 1, client: 3 } as const
const STATUS = { unset: 0, ok: 1, error: 2 } as const
/** Operations of the GenAI conventions for kinds of spans that name none themselves. */
const OPERATIONS: { readonly [spanKind: string]: string } = {
  llm: 'chat',
  embedding: 'embeddings',
  tool: 'execute_tool',
  agent: 'invoke_agent',
  retriever: 'retrieval',
}
/** Attributes that are lists or objects, which the conventions want as JSON on spans. */
const AS_JSON = ['gen_ai.tool.definitions', 'gen_ai.system_instructions', 'gen_ai.retrieval.documents'] as const

export function tracesRequest(
  records: readonly RunRecord[],
  resource: Resource,
  options: TraceOptions,
): TraceRequest | undefined {
  const spans = records.flatMap(record =>
    record.kind === 'span' ? [otlpSpan(inlineBlobs(record, options), options)] : [],
  )
  if (spans.length === 0) return undefined
  return { resourceSpans: [{ resource, scopeSpans: [{ scope: SCOPE, spans }] }] }
}

function otlpSpan(span: SpanRecord, options: TraceOptions): OtlpSpan {
  const { traceId, spanId, parentId, name, time, endTime } = span
  return {
    traceId: idOf(traceId, 16),
    spanId: idOf(spanId, 8),
    ...(parentId !== undefined && { parentSpanId: idOf(parentId, 8) }),
    name,
    kind: 'gen_ai.provider.name' in span.attributes ? KINDS.client : KINDS.internal,
    startTimeUnixNano: toNanos(time),
    endTimeUnixNano: toNanos(endTime),
    attributes: toKeyValues(attributesOf(span, options)),
    events: eventsOf(span),
    status: statusOf(span),
  }
}

function attributesOf(span: SpanRecord, options: TraceOptions): PlainObject {
  const { spanKind, attributes, status, name } = span
  const operation = OPERATIONS[spanKind]
  const written: PlainObject = {
    ...(operation !== undefined && { 'gen_ai.operation.name': operation }),
    ...(spanKind === 'tool' && { 'gen_ai.tool.name': name }),
    ...(spanKind === 'agent' && { 'gen_ai.agent.name': name }),
    ...attributes,
    'seetrain.span.kind': spanKind,
    ...(status === 'aborted' && { 'seetrain.span.status': status }),
    ...(span.error !== undefined && { 'error.type': span.error.name }),
    ...contentAttributes(span),
    ...(options.openInference && openInferenceAttributes(span)),
    ...(options.langfuse && langfuseAttributes(span)),
  }
  for (const key of AS_JSON) {
    const value = written[key]
    if (typeof value === 'object' && value !== null) written[key] = jsonText(value)
  }
  return written
}

function eventsOf({ events = [], error, endTime }: SpanRecord): NonNullable<OtlpSpan['events']> {
  const all = events.map(({ name, time, attributes = {} }) => ({ name, time, attributes }))
  if (error !== undefined) {
    const { name, message, stack, code } = error
    const about: { [key: string]: Plain } = { 'exception.type': name, 'exception.message': message }
    if (stack !== undefined) about['exception.stacktrace'] = stack
    if (code !== undefined) about['seetrain.error.code'] = code
    all.push({ name: 'exception', time: endTime, attributes: about })
  }
  return all.map(({ name, time, attributes }) => ({
    name,
    timeUnixNano: toNanos(time),
    attributes: toKeyValues(attributes),
  }))
}

function statusOf({ status, error }: SpanRecord): NonNullable<OtlpSpan['status']> {
  if (status === 'ok') return { code: STATUS.ok }
  if (status === 'aborted') return { code: STATUS.unset }
  return { code: STATUS.error, message: error?.message ?? '' }
}

/** An id as OTLP has them. One of another form, which only other writers make, becomes one that is always the same. */
function idOf(id: string, bytes: number): string {
  const isOne = id.length === bytes * 2 && /^[0-9a-f]+$/.test(id) && !/^0+$/.test(id)
  return isOne
    ? id
    : createHash('sha256')
        .update(id)
        .digest('hex')
        .slice(0, bytes * 2)
}
