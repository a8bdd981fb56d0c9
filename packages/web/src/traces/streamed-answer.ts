import type { ReplayEvent } from '../api/call-wire.ts'
import type { Json, JsonObject } from '../api/wire.ts'

/** What has come of an answer so far. */
export interface StreamedAnswer {
  status: number
  /** As a message of chat completions; absent until something of one has come. */
  message?: JsonObject
  /** What came instead of a message. */
  refusal?: Json
  failure?: string
  finishReason?: string
  inputTokens?: number
  outputTokens?: number
  /** Milliseconds to the first piece with words, and to the end. */
  first?: number
  total?: number
}

/** The answer with what the event adds. */
export function withEvent(answer: StreamedAnswer | undefined, event: ReplayEvent): StreamedAnswer {
  if (event.kind === 'head') return { status: event.status }
  const known = answer ?? { status: 0 }
  if (event.kind === 'end') return { ...known, total: event.milliseconds }
  if (event.kind === 'failure') return { ...known, failure: event.message }
  if (event.kind === 'body') return withBody(known, event.body)
  return withChunk(known, event.chunk, event.milliseconds)
}

function withBody(answer: StreamedAnswer, body: Json): StreamedAnswer {
  const message = asObject(firstOf(asObject(body)['choices']))['message']
  if (answer.status >= 300 || message === undefined) return { ...answer, refusal: body }
  return { ...answer, ...usageOf(body), message: asObject(message) }
}

function withChunk(answer: StreamedAnswer, chunk: Json, milliseconds: number): StreamedAnswer {
  const { error } = asObject(chunk)
  if (error !== undefined) return { ...answer, refusal: chunk }
  const choice = asObject(firstOf(asObject(chunk)['choices']))
  const reason = choice['finish_reason']
  const message = withDelta(answer.message ?? {}, asObject(choice['delta']))
  return {
    ...answer,
    ...usageOf(chunk),
    ...(typeof reason === 'string' && { finishReason: reason }),
    ...(Object.keys(message).length > 0 && { message, first: answer.first ?? milliseconds }),
  }
}

const WORDS = ['content', 'reasoning_content'] as const

function withDelta(message: JsonObject, delta: JsonObject): JsonObject {
  const { role, tool_calls: calls } = delta
  const said = WORDS.filter(name => typeof delta[name] === 'string' && delta[name] !== '')
  return {
    ...message,
    ...(typeof role === 'string' && { role }),
    ...Object.fromEntries(said.map(name => [name, `${textOf(message[name])}${textOf(delta[name])}`])),
    ...(Array.isArray(calls) && { tool_calls: calls.reduce(withCall, asList(message['tool_calls'])) }),
  }
}

/** The name of a tool comes once, its arguments bit by bit. */
function withCall(calls: Json[], piece: Json): Json[] {
  const { index, id, function: given } = asObject(piece)
  const at = typeof index === 'number' ? index : calls.length
  const known = asObject(calls[at])
  const before = asObject(known['function'])
  const more = asObject(given)
  const call = {
    id: id ?? known['id'] ?? '',
    type: 'function',
    function: {
      name: textOf(before['name']) || textOf(more['name']),
      arguments: textOf(before['arguments']) + textOf(more['arguments']),
    },
  }
  return at < calls.length ? calls.with(at, call) : [...calls, call]
}

function usageOf(value: Json): Pick<StreamedAnswer, 'inputTokens' | 'outputTokens'> {
  const { prompt_tokens: input, completion_tokens: output } = asObject(asObject(value)['usage'])
  return {
    ...(typeof input === 'number' && { inputTokens: input }),
    ...(typeof output === 'number' && { outputTokens: output }),
  }
}

function firstOf(value: Json | undefined): Json | undefined {
  return asList(value)[0]
}

function asList(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : []
}

function asObject(value: Json | undefined): JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {}
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}
