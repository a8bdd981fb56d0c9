import type { PlainObject } from '@seetrain/core'
import type { Endpoint, Message, MessagePart, ResponseFacts, StreamReader, Usage } from '../contracts.ts'
import { toolCall } from './openai-parts.ts'
import { asCount, asList, asObject, asText, copyPlain, given, renamed, type Loose } from './read.ts'

const PARAMETERS = {
  temperature: 'gen_ai.request.temperature',
  topP: 'gen_ai.request.top_p',
  maxTokens: 'gen_ai.request.max_tokens',
  stopSequences: 'gen_ai.request.stop_sequences',
}

/** `Converse` and `ConverseStream`: one language for all models of Bedrock. */
export const bedrockConverse: Endpoint = {
  operation: 'chat',
  spanKind: 'llm',
  request: body => ({
    ...given({ model: asText(body['modelId']) }),
    attributes: converseParameters(body),
    input: converseInput(body),
  }),
  response: data => converseAnswer(asObject(data)),
  stream: () => new ConverseReader(),
}

export function converseParameters(body: Loose): PlainObject {
  const attributes = renamed(asObject(body['inferenceConfig']), PARAMETERS)
  const { tools, toolChoice } = asObject(body['toolConfig'])
  if (Array.isArray(tools)) attributes['gen_ai.tool.definitions'] = copyPlain(tools)
  if (toolChoice !== undefined) attributes['seetrain.request.tool_choice'] = copyPlain(toolChoice)
  return attributes
}

export function converseInput(body: Loose): Message[] {
  const messages = asList(body['messages']).map(messageOf)
  const system = partsOf(body['system'])
  return system.length > 0 ? [{ role: 'system', parts: system }, ...messages] : messages
}

function messageOf(value: unknown): Message {
  const { role, content } = asObject(value)
  return { role: asText(role) ?? 'user', parts: partsOf(content) }
}

function partsOf(content: unknown): MessagePart[] {
  return asList(content).map(block => onePart(asObject(block)))
}

function onePart(block: Loose): MessagePart {
  const text = asText(block['text'])
  if (text !== undefined) return { type: 'text', content: text }
  const [type = ''] = Object.keys(block)
  const held = asObject(block[type])
  if (type === 'toolUse') return toolCall(held['toolUseId'], held['name'], held['input'])
  if (type === 'toolResult') return toolResult(held)
  if (type === 'reasoningContent')
    return { type: 'reasoning', content: asText(asObject(held['reasoningText'])['text']) ?? '' }
  const source = asObject(held['source'])
  if (held['source'] === undefined) return { type: 'generic', generic_type: type, value: copyPlain(block) }
  return media(type, asText(held['format']), source)
}

function toolResult(held: Loose): MessagePart {
  const parts = asList(held['content']).map(block => {
    const { json } = asObject(block)
    return json === undefined ? onePart(asObject(block)) : { type: 'text', content: JSON.stringify(json) }
  })
  const [first] = parts
  return {
    type: 'tool_call_response',
    ...given({ id: asText(held['toolUseId']) }),
    response: parts.length === 1 && first?.type === 'text' ? first['content']! : parts,
    ...(held['status'] === 'error' && { is_error: true }),
  }
}

/** Over the SDK, bytes are bytes; in a body that the user encoded, text. */
function media(modality: string, format: string | undefined, source: Loose): MessagePart {
  const { bytes, s3Location, text } = source
  const mime = format === undefined ? '' : modality === 'document' ? `application/${format}` : `${modality}/${format}`
  if (bytes instanceof Uint8Array)
    return { type: 'blob', modality, mime_type: mime, content: Buffer.from(bytes).toString('base64') }
  if (typeof bytes === 'string') return { type: 'blob', modality, mime_type: mime, content: bytes }
  if (typeof text === 'string') return { type: 'text', modality, content: text }
  return { type: 'uri', modality, uri: asText(asObject(s3Location)['uri']) ?? '' }
}

/** The API counts cached tokens beside the input; the neutral count holds them. */
function usageOf(value: unknown): Usage | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const usage = asObject(value)
  const fresh = asCount(usage['inputTokens'])
  const cacheRead = asCount(usage['cacheReadInputTokens'] ?? usage['cacheReadInputTokenCount'])
  const cacheWrite = asCount(usage['cacheWriteInputTokens'] ?? usage['cacheWriteInputTokenCount'])
  return given({
    input: fresh === undefined ? undefined : fresh + (cacheRead ?? 0) + (cacheWrite ?? 0),
    output: asCount(usage['outputTokens']),
    cacheRead,
    cacheWrite,
  })
}

export function converseAnswer(data: Loose): ResponseFacts {
  const finish = asText(data['stopReason']) ?? 'error'
  const message = messageOf(asObject(data['output'])['message'])
  return given({
    output: [{ ...message, role: 'assistant', finish_reason: finish }],
    finishReasons: [finish],
    usage: usageOf(data['usage']),
    attributes: given({ 'aws.bedrock.latency_ms': asCount(asObject(data['metrics'])['latencyMs']) }) as PlainObject,
  })
}

interface Block {
  tool?: Loose
  text: string
  thoughts: string
  input: string
}

export class ConverseReader implements StreamReader {
  #end: Loose = {}
  readonly #blocks: Block[] = []

  chunk(chunk: unknown): boolean {
    const { contentBlockStart, contentBlockDelta, messageStop, metadata } = asObject(chunk)
    if (messageStop || metadata) this.#end = { ...this.#end, ...asObject(messageStop), ...asObject(metadata) }
    const start = asObject(asObject(contentBlockStart)['start'])
    if (start['toolUse'] !== undefined) this.#block(contentBlockStart).tool = asObject(start['toolUse'])
    if (contentBlockDelta === undefined) return false
    const delta = asObject(asObject(contentBlockDelta)['delta'])
    const block = this.#block(contentBlockDelta)
    block.text += asText(delta['text']) ?? ''
    block.thoughts += asText(asObject(delta['reasoningContent'])['text']) ?? ''
    block.input += asText(asObject(delta['toolUse'])['input']) ?? ''
    return true
  }

  finish(): ResponseFacts {
    const content = this.#blocks.filter(Boolean).map(({ tool, text, thoughts, input }) => {
      if (tool) return { toolUse: { ...tool, input } }
      return thoughts === '' ? { text } : { reasoningContent: { reasoningText: { text: thoughts } } }
    })
    return converseAnswer({ ...this.#end, output: { message: { content } } })
  }

  #block(event: unknown): Block {
    return (this.#blocks[asCount(asObject(event)['contentBlockIndex']) ?? 0] ??= { text: '', thoughts: '', input: '' })
  }
}
