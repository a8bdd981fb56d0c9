import type { PlainObject } from '@seetrain/core'
import type { Endpoint, Message, MessagePart, ResponseFacts, StreamReader } from '../contracts.ts'
import { openaiParameters } from './openai-parameters.ts'
import { openaiParts, toolCall } from './openai-parts.ts'
import { openaiUsage } from './openai-usage.ts'
import { asList, asObject, asText, copyPlain, given, type Loose } from './read.ts'

/** `/responses`. */
export const openaiResponses: Endpoint = {
  operation: 'chat',
  spanKind: 'llm',
  request: body => ({
    ...given({ model: asText(body['model']) }),
    attributes: openaiParameters(body),
    input: inputOf(body),
  }),
  response: data => responseFacts(asObject(data)),
  stream: () => new ResponsesStreamReader(),
}

function inputOf(body: Loose): Message[] {
  const { instructions, input } = body
  const system: Message[] =
    typeof instructions === 'string' ? [{ role: 'system', parts: openaiParts(instructions) }] : []
  const items: Message[] =
    typeof input === 'string'
      ? [{ role: 'user', parts: openaiParts(input) }]
      : asList(input).map(item => itemMessage(asObject(item)))
  return [...system, ...items]
}

function itemMessage(item: Loose): Message {
  const { type } = item
  if (type === 'function_call_output' || type === 'custom_tool_call_output')
    return {
      role: 'tool',
      parts: [
        {
          type: 'tool_call_response',
          ...given({ id: asText(item['call_id']) }),
          response: copyPlain(item['output'] ?? null),
        },
      ],
    }
  if (type === undefined || type === 'message')
    return { role: asText(item['role']) ?? 'user', parts: openaiParts(item['content']) }
  return { role: 'assistant', parts: outputParts(item) }
}

function outputParts(item: Loose): MessagePart[] {
  switch (item['type']) {
    case 'message':
      return openaiParts(item['content'])
    case 'function_call':
    case 'custom_tool_call':
      return [toolCall(item['call_id'] ?? item['id'], item['name'], item['arguments'] ?? item['input'])]
    case 'reasoning':
      return [...asList(item['summary']), ...asList(item['content'])].map(part => ({
        type: 'reasoning',
        content: asText(asObject(part)['text']) ?? '',
      }))
    default:
      return [{ type: 'generic', generic_type: asText(item['type']) ?? '', value: copyPlain(item) }]
  }
}

function responseFacts(response: Loose): ResponseFacts {
  const status = asText(response['status'])
  const reason = asText(asObject(response['incomplete_details'])['reason'])
  const finish = status === 'completed' ? 'stop' : (reason ?? status ?? 'error')
  const parts = asList(response['output']).flatMap(item => outputParts(asObject(item)))
  const error = asObject(response['error'])
  const failed = status === 'failed' || typeof error['message'] === 'string'
  return given({
    id: asText(response['id']),
    model: asText(response['model']),
    // one that is made in the background has no words yet
    output:
      parts.length === 0 && status === 'queued' ? undefined : [{ role: 'assistant', parts, finish_reason: finish }],
    finishReasons: [finish],
    usage: openaiUsage(response['usage']),
    attributes: given({
      'seetrain.response.status': status,
      'openai.response.service_tier': asText(response['service_tier']),
    }) as PlainObject,
    failure: failed
      ? { name: asText(error['code']) ?? 'failed', message: asText(error['message']) ?? 'The response failed.' }
      : undefined,
  })
}

const DELTA = /\.delta$/

/** The last event of a response carries it whole; of one that breaks off, the finished items and the last texts are kept. */
class ResponsesStreamReader implements StreamReader {
  #response: Loose = {}
  readonly #items = new Map<number, Loose>()
  readonly #texts = new Map<string, { index: number; type: string; text: string }>()

  chunk(chunk: unknown): boolean {
    const event = chunk as Loose
    const type = asText(event['type']) ?? ''
    if (event['response'] !== undefined) this.#response = asObject(event['response'])
    if (type === 'error') this.#response = { ...this.#response, status: 'failed', error: event['error'] ?? event }
    if (typeof event['output_index'] !== 'number') return false
    if (type === 'response.output_item.done') this.#items.set(event['output_index'], asObject(event['item']))
    if (!DELTA.test(type) || typeof event['delta'] !== 'string') return false
    this.#text(event['output_index'], type, event['delta'])
    return true
  }

  finish(): ResponseFacts {
    if (asList(this.#response['output']).length > 0) return responseFacts(this.#response)
    const partial = [...this.#texts.values()].filter(({ index }) => !this.#items.has(index))
    const items = [...this.#items, ...partial.map(({ index, type, text }) => [index, itemOf(type, text)] as const)]
    return responseFacts({ ...this.#response, output: items.sort(([a], [b]) => a - b).map(([, item]) => item) })
  }

  #text(index: number, type: string, delta: string): void {
    const key = `${index}:${type}`
    const known = this.#texts.get(key)
    if (known) known.text += delta
    else this.#texts.set(key, { index, type, text: delta })
  }
}

function itemOf(type: string, text: string): Loose {
  if (type.includes('arguments') || type.includes('input')) return { type: 'function_call', arguments: text }
  if (type.includes('reasoning')) return { type: 'reasoning', content: [{ text }] }
  return { type: 'message', content: [{ type: 'output_text', text }] }
}
