import type { CallPlace } from '../api/call-wire.ts'

/** A call in an address. */
export function placeText({ runId, traceId, spanId }: CallPlace): string {
  return [runId, traceId, spanId].map(encodeURIComponent).join('/')
}

export function parsePlace(text: string): CallPlace | undefined {
  const parts = text.split('/')
  try {
    const [runId, traceId, spanId] = parts.map(decodeURIComponent)
    return runId && traceId && spanId && parts.length === 3 ? { runId, traceId, spanId } : undefined
  } catch {
    return undefined
  }
}

/** Where a call is shown within its trace. */
export function spanAddress({ runId, traceId, spanId }: CallPlace): string {
  return `/runs/${encodeURIComponent(runId)}/traces/${encodeURIComponent(traceId)}?span=${encodeURIComponent(spanId)}`
}
