import type { PlainObject } from '@seetrain/core'
import type { Endpoint, Message, MessagePart, ResponseFacts, StreamReader, Usage } from '../contracts.ts'
import { toolCall } from './openai-parts.ts'
import { asCount, asList, asObject, asText, copyPlain, given, renamed, type Loose } from './read.ts'

const PARAMETERS = {
  temperature: 'gen_ai.request.temperature',
  top_p: 'gen_ai.request.top_p',
  top_k: 'gen_ai.request.top_k',
  max_tokens: 'gen_ai.request.max_tokens',
  stop_sequences: 'gen_ai.request.stop_sequences',
  tools: 'gen_ai.tool.definitions',
  tool_choice: 'seetrain.request.tool_choice',
  thinking: 'seetrain.request.thinking',
  service_tier: 'anthropic.request.service_tier',
}

/** `/v1/messages`, plain and beta. */
export const anthropicMessages: Endpoint = {
  operation: 'chat',
  spanKind: 'llm',
  request: (body, url) => ({
    ...given({ model: asText(body['model']) ?? modelIn(url) }),
    attributes: parameters(body),
    input: inputOf(body),
  }),
  response: data => facts(asObject(data)),
  stream: () => new MessageStreamReader(),
}

/** Bedrock and Vertex take the model out of the body and into the address. */
function modelIn(url: string | undefined): string | undefined {
  const name = /\/models?\/([^/?]+?)(?:\/invoke|:(?:stream)?[rR]awPredict)/.exec(url ?? '')?.[1]
  return name === undefined ? undefined : decodeURIComponent(name)
}

function parameters(body: Loose): PlainObject {
  const attributes = renamed(body, PARAMETERS)
  if (body['stream'] === true) attributes['gen_ai.request.stream'] = true
  const previous = asText(asObject(body['thread'])['previous_message_id'])
  if (previous !== undefined) attributes['gen_ai.request.previous_response.id'] = previous
  const effort = asText(asObject(body['output_config'])['effort'])
  if (effort !== undefined) attributes['gen_ai.request.reasoning.level'] = effort
  const format = asObject(asObject(body['output_config'])['format'] ?? body['output_format'])
  if (format['schema'] === undefined) return attributes
  return { ...attributes, 'gen_ai.output.type': 'json', 'seetrain.request.schema': copyPlain(format['schema']) }
}

function inputOf(body: Loose): Message[] {
  const messages = asList(body['messages']).map(message => {
    const { role, content } = asObject(message)
    return { role: asText(role) ?? 'user', parts: partsOf(content) }
  })
  return body['system'] === undefined ? messages : [{ role: 'system', parts: partsOf(body['system']) }, ...messages]
}

function partsOf(content: unknown): MessagePart[] {
  if (typeof content === 'string') return [{ type: 'text', content }]
  return asList(content).map(block => partOf(asObject(block)))
}

const TYPES: { readonly [type: string]: (block: Loose) => MessagePart } = {
  text: block => ({
    type: 'text',
    content: asText(block['text']) ?? '',
    ...(Array.isArray(block['citations']) && { citations: copyPlain(block['citations']) }),
  }),
  thinking: block => ({ type: 'reasoning', content: asText(block['thinking']) ?? '' }),
  tool_use: block => toolCall(block['id'], block['name'], block['input']),
  server_tool_use: block => toolCall(block['id'], block['name'], block['input']),
  tool_result: block => ({
    type: 'tool_call_response',
    ...given({ id: asText(block['tool_use_id']) }),
    response: typeof block['content'] === 'string' ? block['content'] : partsOf(block['content']),
    ...(block['is_error'] === true && { is_error: true }),
  }),
  image: block => sourced(asObject(block['source']), 'image'),
  document: block => sourced(asObject(block['source']), 'document'),
}

function partOf(block: Loose): MessagePart {
  const type = asText(block['type']) ?? ''
  return TYPES[type]?.(block) ?? { type: 'generic', generic_type: type, value: copyPlain(block) }
}

function sourced(source: Loose, modality: string): MessagePart {
  const data = asText(source['data'])
  if (source['type'] === 'base64' && data !== undefined)
    return { type: 'blob', modality, mime_type: asText(source['media_type']) ?? '', content: data }
  if (data !== undefined) return { type: 'text', content: data, modality }
  const uri = asText(source['url'])
  if (uri !== undefined) return { type: 'uri', modality, uri }
  return { type: 'file', modality, ...given({ file_id: asText(source['file_id']) }) }
}

/** The API counts cached tokens beside the input; the neutral count holds them. */
function usageOf(value: unknown): Usage | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const usage = asObject(value)
  const cacheRead = asCount(usage['cache_read_input_tokens'])
  const cacheWrite = asCount(usage['cache_creation_input_tokens'])
  const fresh = asCount(usage['input_tokens'])
  return given({
    input: fresh === undefined ? undefined : fresh + (cacheRead ?? 0) + (cacheWrite ?? 0),
    output: asCount(usage['output_tokens']),
    cacheRead,
    cacheWrite,
    reasoning: asCount(asObject(usage['output_tokens_details'])['thinking_tokens']),
  })
}

function facts(message: Loose): ResponseFacts {
  const finish = asText(message['stop_reason']) ?? 'error'
  return given({
    id: asText(message['id']),
    model: asText(message['model']),
    output: [{ role: 'assistant', parts: partsOf(message['content']), finish_reason: finish }],
    finishReasons: [finish],
    usage: usageOf(message['usage']),
    attributes: given({
      'anthropic.response.service_tier': asText(asObject(message['usage'])['service_tier']),
    }) as PlainObject,
  })
}

type Block = { [member: string]: unknown }

/** Puts the events of a message together. */
class MessageStreamReader implements StreamReader {
  #message: Loose = {}
  #usage: { [name: string]: unknown } = {}
  #stop: unknown
  readonly #blocks = new Map<unknown, Block>()

  chunk(chunk: unknown): boolean {
    const event = chunk as Loose
    switch (event['type']) {
      case 'message_start':
        this.#message = asObject(event['message'])
        this.#merge(this.#message['usage'])
        return false
      case 'content_block_start':
        this.#blocks.set(event['index'], { ...asObject(event['content_block']) })
        return false
      case 'content_block_delta':
        return this.#delta(event['index'], asObject(event['delta']))
      case 'message_delta':
        this.#stop = asObject(event['delta'])['stop_reason'] ?? this.#stop
        this.#merge(event['usage'])
        return false
      default:
        return false
    }
  }

  finish(): ResponseFacts {
    const { id, model } = this.#message
    const content = [...this.#blocks.values()].map(block => {
      const { json, ...rest } = block
      return typeof json === 'string' && json !== '' ? { ...rest, input: json } : rest
    })
    return facts({ id, model, content, stop_reason: this.#stop, usage: this.#usage })
  }

  /** Only what an event says replaces what an earlier one said. */
  #merge(usage: unknown): void {
    for (const [name, value] of Object.entries(asObject(usage)))
      if (value !== null && value !== undefined) this.#usage[name] = value
  }

  #delta(index: unknown, delta: Loose): boolean {
    const block = this.#blocks.get(index)
    if (!block) return false
    const { text, thinking, partial_json: json, citation } = delta
    if (typeof text === 'string') block['text'] = `${asText(block['text']) ?? ''}${text}`
    else if (typeof thinking === 'string') block['thinking'] = `${asText(block['thinking']) ?? ''}${thinking}`
    else if (typeof json === 'string') block['json'] = `${asText(block['json']) ?? ''}${json}`
    else if (citation !== undefined) block['citations'] = [...asList(block['citations']), citation]
    else return false
    return true
  }
}
