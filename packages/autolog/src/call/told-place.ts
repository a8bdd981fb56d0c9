import { toldCalls, type SpanRecord } from '@seetrain/core'
import type { CallSpan } from './call-span.ts'
import type { Call } from './call.ts'

/**
 * The record of a call that a framework tells of, too: below the framework's work, with what it says of it. A trace of the
 * user's own stays around it.
 */
export function inToldPlace(call: Call, { span, input }: CallSpan): SpanRecord {
  const { endpoint, run, context } = call.start
  if (endpoint.spanKind !== 'llm') return span
  const told = toldCalls.claim(run, input, span.status !== 'error')
  if (!told) return span
  span.attributes = { ...told.attributes, ...span.attributes }
  if (context.spanId !== undefined) return span
  call.moveTo(told.traceId)
  span.traceId = told.traceId
  if (told.parentId !== undefined) span.parentId = told.parentId
  return span
}
