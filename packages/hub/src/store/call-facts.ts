import type { SpanRecord } from '@seetrain/core'
import type { RunScope } from './content-query.ts'
import type { SpanLabel } from './span-groups.ts'

/** Calls of models: spans of the kinds `llm` and `embedding`. Newest start first. */
export interface CallQuery extends RunScope {
  /** Range of the start, both ends included. */
  from?: number
  to?: number
  /** All of which a call must have. */
  labels?: readonly SpanLabel[]
  limit: number
}

/** What statistics need of one call. A number that was not recorded is absent. */
export interface CallFacts {
  time: number
  /** Milliseconds. */
  duration: number
  status: SpanRecord['status']
  /** The one that answered, else the one that was asked. */
  model?: string
  inputTokens?: number
  outputTokens?: number
  /** US dollars. */
  cost?: number
}

const CALL_KINDS: ReadonlySet<string> = new Set(['llm', 'embedding'])

/** Undefined for a span that is no call of a model. */
export function callFacts({ spanKind, status, time, endTime, attributes }: SpanRecord): CallFacts | undefined {
  if (!CALL_KINDS.has(spanKind)) return undefined
  const model = attributes['gen_ai.response.model'] ?? attributes['gen_ai.request.model']
  const numbers = {
    inputTokens: attributes['gen_ai.usage.input_tokens'],
    outputTokens: attributes['gen_ai.usage.output_tokens'],
    cost: attributes['seetrain.cost.total'],
  }
  const known = Object.entries(numbers).filter(([, value]) => typeof value === 'number' && Number.isFinite(value))
  return {
    time,
    duration: endTime - time,
    status,
    ...(typeof model === 'string' && { model }),
    ...Object.fromEntries(known),
  }
}
