import type { PlainObject } from '@seetrain/core'
import type { Endpoint, Message, ResponseFacts, StreamReader } from '../contracts.ts'
import { openaiParameters } from './openai-parameters.ts'
import { chatMessage, mediaAt, openaiParts, toolCall } from './openai-parts.ts'
import { openaiUsage } from './openai-usage.ts'
import { asCount, asList, asObject, asText, copyPlain, given, type Loose } from './read.ts'

/** `/v1/ocr`: what is written in a document or a picture. */
export const mistralOcr: Endpoint = {
  operation: 'generate_content',
  spanKind: 'llm',
  request: body => {
    const { document } = body
    const { image_url: image, document_url: file } = asObject(document)
    const uri = asText(image) ?? asText(asObject(image)['url']) ?? asText(file)
    const part =
      uri === undefined
        ? { type: 'generic', generic_type: 'document', value: copyPlain(document ?? null) }
        : mediaAt(uri, image === undefined ? 'document' : 'image')
    return { ...given({ model: asText(body['model']) }), attributes: {}, input: [{ role: 'user', parts: [part] }] }
  },
  response: value => {
    const data = asObject(value)
    const pages = asList(data['pages']).map(asObject)
    const read = asCount(asObject(data['usage_info'])['pages_processed'])
    return {
      ...given({ model: asText(data['model']) }),
      output: [{ role: 'assistant', parts: pages.flatMap(pageParts) }],
      attributes: given({ 'mistral.response.pages': read }) as PlainObject,
    }
  },
}

function pageParts(page: Loose): Message['parts'] {
  const images = asList(page['images']).map(image => asText(asObject(image)['image_base64']) ?? '')
  return [
    { type: 'text', content: asText(page['markdown']) ?? '' },
    ...images.filter(Boolean).map(image => mediaAt(image, 'image')),
  ]
}

/** `/v1/conversations`, whose history the server keeps. */
export const mistralConversation: Endpoint = {
  operation: 'chat',
  spanKind: 'llm',
  request: body => ({
    ...given({ model: asText(body['model']) }),
    attributes: {
      ...openaiParameters(asObject(body['completion_args'])),
      ...(Array.isArray(body['tools']) && { 'gen_ai.tool.definitions': copyPlain(body['tools']) }),
      ...(given({ 'gen_ai.agent.id': asText(body['agent_id']) }) as PlainObject),
    },
    input: inputOf(body),
  }),
  response: data => conversation(asObject(data), asList(asObject(data)['outputs']).map(asObject)),
  stream: () => new ConversationReader(),
}

function inputOf({ instructions, inputs }: Loose): Message[] {
  const system = asText(instructions)
  const entries =
    typeof inputs === 'string'
      ? [{ role: 'user', parts: openaiParts(inputs) }]
      : asList(inputs).map(entry => chatMessage(entryOf(asObject(entry))))
  return system === undefined ? entries : [{ role: 'system', parts: openaiParts(system) }, ...entries]
}

function entryOf(entry: Loose): Loose {
  if (entry['type'] !== 'function.result') return entry
  return { role: 'tool', content: entry['result'], tool_call_id: entry['tool_call_id'] }
}

function conversation(data: Loose, outputs: Loose[]): ResponseFacts {
  const parts = outputs.flatMap(output =>
    output['type'] === 'function.call'
      ? [toolCall(output['tool_call_id'], output['name'], output['arguments'])]
      : openaiParts(output['content']),
  )
  const finish = outputs.some(({ type }) => type === 'function.call') ? 'tool_calls' : 'stop'
  return given({
    id: asText(data['conversation_id']),
    model: outputs.map(({ model }) => asText(model)).find(model => model !== undefined),
    output: [{ role: 'assistant', parts, finish_reason: finish }],
    finishReasons: [finish],
    usage: openaiUsage(data['usage']),
    attributes: given({ 'gen_ai.conversation.id': asText(data['conversation_id']) }) as PlainObject,
  })
}

class ConversationReader implements StreamReader {
  #data: Loose = {}
  readonly #outputs = new Map<unknown, { [member: string]: unknown }>()

  chunk(chunk: unknown): boolean {
    const event = asObject(chunk)
    const type = asText(event['type'])
    if (type === 'conversation.response.started')
      this.#data = { ...this.#data, conversation_id: event['conversation_id'] }
    if (type === 'conversation.response.done') this.#data = { ...this.#data, usage: event['usage'] }
    if (type === 'message.output.delta') return this.#add(event, 'content', textOf(event['content']))
    if (type === 'function.call.delta') return this.#add(event, 'arguments', asText(event['arguments']) ?? '')
    return false
  }

  finish(): ResponseFacts {
    return conversation(this.#data, [...this.#outputs.values()])
  }

  #add(event: Loose, member: string, text: string): boolean {
    const key = event['tool_call_id'] ?? event['id']
    const type = asText(event['type'])!.replace('.delta', '')
    let so = this.#outputs.get(key)
    if (!so) this.#outputs.set(key, (so = { ...event, type, [member]: '' }))
    so[member] = `${String(so[member])}${text}`
    return text !== ''
  }
}

function textOf(content: unknown): string {
  return asText(content) ?? asText(asObject(content)['text']) ?? ''
}
