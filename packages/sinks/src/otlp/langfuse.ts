import type { PlainObject, SpanRecord } from '@seetrain/core'

/** The path below which Langfuse takes OTLP. */
const PATH = /\/api\/public\/otel(?:\/|$)/

export function isLangfuse(url: string): boolean {
  return PATH.test(new URL(url).pathname)
}

/** When the first piece of an answer came, which Langfuse reads under a name of its own alone. */
export function langfuseAttributes({ time, attributes }: SpanRecord): PlainObject {
  const seconds = attributes['gen_ai.response.time_to_first_chunk']
  if (typeof seconds !== 'number') return {}
  return { 'langfuse.observation.completion_start_time': new Date(time + seconds * 1000).toISOString() }
}
