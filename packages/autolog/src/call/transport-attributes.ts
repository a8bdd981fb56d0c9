import type { PlainObject } from '@seetrain/core'
import type { Call } from './call.ts'
import { thousandths } from './thousandths.ts'

const REQUEST_IDS = ['x-request-id', 'request-id', 'x-amzn-requestid'] as const

/** Headers of rate limits; where the first of a list is absent, the others are not asked for. */
const NUMBERS: readonly (readonly (readonly [header: string, name: string])[])[] = [
  [['openai-processing-ms', 'openai.response.processing_ms']],
  [
    ['x-ratelimit-remaining-tokens', 'seetrain.rate_limit.remaining_tokens'],
    ['x-ratelimit-remaining-requests', 'seetrain.rate_limit.remaining_requests'],
    ['x-ratelimit-limit-requests', 'seetrain.rate_limit.limit_requests'],
    ['x-ratelimit-limit-tokens', 'seetrain.rate_limit.limit_tokens'],
  ],
  [
    ['anthropic-ratelimit-tokens-remaining', 'seetrain.rate_limit.remaining_tokens'],
    ['anthropic-ratelimit-requests-remaining', 'seetrain.rate_limit.remaining_requests'],
    ['anthropic-ratelimit-requests-limit', 'seetrain.rate_limit.limit_requests'],
    ['anthropic-ratelimit-tokens-limit', 'seetrain.rate_limit.limit_tokens'],
  ],
  // Mistral counts by the minute
  [
    ['x-ratelimit-remaining-tokens-minute', 'seetrain.rate_limit.remaining_tokens'],
    ['x-ratelimit-remaining-req-minute', 'seetrain.rate_limit.remaining_requests'],
    ['x-ratelimit-limit-req-minute', 'seetrain.rate_limit.limit_requests'],
    ['x-ratelimit-limit-tokens-minute', 'seetrain.rate_limit.limit_tokens'],
  ],
]

/** How often the call was tried and what the headers of the answer tell. Never a header of the request. */
export function addTransport(call: Call, attributes: PlainObject): void {
  if (call.statusCode !== undefined) attributes['http.response.status_code'] = call.statusCode
  if (call.attempts > 1) attributes['http.request.resend_count'] = call.attempts - 1
  const { headers } = call
  if (!headers) return
  for (const name of REQUEST_IDS) {
    const id = headers.get(name)
    if (id === null) continue
    attributes['seetrain.request.id'] = id
    break
  }
  for (const group of NUMBERS)
    for (const [header, name] of group) {
      const value = headers.get(header)
      if (value === null) break
      if (value !== '' && Number.isFinite(Number(value))) attributes[name] = Number(value)
    }
}

/** How the answer came in, piece by piece. */
export function addStream(call: Call, outputTokens: number | undefined, attributes: PlainObject): void {
  const { stream, startedAt, endedAt } = call
  if (!stream) return
  attributes['seetrain.stream.chunks'] = stream.chunks
  if (stream.chunks > 1) attributes['seetrain.stream.longest_gap_ms'] = thousandths(stream.longestGap)
  if (stream.firstAt === 0) return
  attributes['gen_ai.response.time_to_first_chunk'] = thousandths(stream.firstAt - startedAt) / 1000
  const seconds = (endedAt - stream.firstAt) / 1000
  if (outputTokens !== undefined && outputTokens > 1 && seconds > 0)
    attributes['seetrain.stream.tokens_per_second'] = thousandths(outputTokens / seconds)
}
