import type { PlainObject } from '@seetrain/core'
import type { Call } from './call.ts'

const REQUEST_IDS = ['x-request-id', 'request-id'] as const
const NUMBERS: { readonly [header: string]: string } = {
  'openai-processing-ms': 'openai.response.processing_ms',
  'x-ratelimit-limit-requests': 'seetrain.rate_limit.limit_requests',
  'x-ratelimit-limit-tokens': 'seetrain.rate_limit.limit_tokens',
  'x-ratelimit-remaining-requests': 'seetrain.rate_limit.remaining_requests',
  'x-ratelimit-remaining-tokens': 'seetrain.rate_limit.remaining_tokens',
  'anthropic-ratelimit-requests-limit': 'seetrain.rate_limit.limit_requests',
  'anthropic-ratelimit-tokens-limit': 'seetrain.rate_limit.limit_tokens',
  'anthropic-ratelimit-requests-remaining': 'seetrain.rate_limit.remaining_requests',
  'anthropic-ratelimit-tokens-remaining': 'seetrain.rate_limit.remaining_tokens',
}

/** Where the call went, how often it was tried, what the headers of the answer tell. Never a header of the request. */
export function transportAttributes(call: Call): PlainObject {
  const attributes: PlainObject = {}
  const url = URL.parse(call.url ?? '')
  if (url) {
    attributes['server.address'] = url.hostname
    attributes['url.path'] = url.pathname
    if (url.port !== '') attributes['server.port'] = Number(url.port)
  }
  if (call.statusCode !== undefined) attributes['http.response.status_code'] = call.statusCode
  if (call.attempts > 1) attributes['http.request.resend_count'] = call.attempts - 1
  const { headers } = call
  if (!headers) return attributes
  for (const name of REQUEST_IDS) attributes['seetrain.request.id'] ??= headers.get(name) ?? undefined!
  for (const [header, name] of Object.entries(NUMBERS)) {
    const value = headers.get(header)
    if (value !== null && value !== '' && Number.isFinite(Number(value))) attributes[name] = Number(value)
  }
  if (attributes['seetrain.request.id'] === undefined) delete attributes['seetrain.request.id']
  return attributes
}

/** How the answer came in, piece by piece. */
export function streamAttributes(call: Call, outputTokens: number | undefined): PlainObject {
  const { stream, startedAt, endedAt } = call
  if (!stream) return {}
  const attributes: PlainObject = { 'seetrain.stream.chunks': stream.chunks }
  if (stream.chunks > 1) attributes['seetrain.stream.longest_gap_ms'] = round(stream.longestGap)
  if (stream.firstAt === 0) return attributes
  attributes['gen_ai.response.time_to_first_chunk'] = round(stream.firstAt - startedAt) / 1000
  const seconds = (endedAt - stream.firstAt) / 1000
  if (outputTokens !== undefined && outputTokens > 1 && seconds > 0)
    attributes['seetrain.stream.tokens_per_second'] = round(outputTokens / seconds)
  return attributes
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
