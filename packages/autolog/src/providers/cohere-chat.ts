import type { PlainObject } from '@seetrain/core'
import type { Endpoint, Message, MessagePart, ResponseFacts, StreamReader, Usage } from '../contracts.ts'
import { chatMessage } from './openai-parts.ts'
import { asCount, asList, asObject, asText, copyPlain, given, renamed, snaked, type Loose } from './read.ts'

const PARAMETERS = {
  temperature: 'gen_ai.request.temperature',
  p: 'gen_ai.request.top_p',
  k: 'gen_ai.request.top_k',
  max_tokens: 'gen_ai.request.max_tokens',
  stop_sequences: 'gen_ai.request.stop_sequences',
  frequency_penalty: 'gen_ai.request.frequency_penalty',
  presence_penalty: 'gen_ai.request.presence_penalty',
  seed: 'gen_ai.request.seed',
  stream: 'gen_ai.request.stream',
  tools: 'gen_ai.tool.definitions',
  tool_choice: 'seetrain.request.tool_choice',
  thinking: 'seetrain.request.thinking',
  documents: 'seetrain.request.documents',
}

/** `/v2/chat`. Requests come as they go over the wire, answers in the camel case of the SDK. */
export const cohereChat: Endpoint = {
  operation: 'chat',
  spanKind: 'llm',
  request: body => ({
    ...given({ model: asText(body['model']) }),
    attributes: cohereParameters(body),
    input: asList(body['messages']).map(message => messageOf(asObject(message))),
  }),
  response: data => answer(asObject(snaked(data))),
  stream: () => new CohereStreamReader(),
}

export function cohereParameters(body: Loose): PlainObject {
  const attributes = renamed(body, PARAMETERS)
  const format = asObject(body['response_format'])
  if (format['type'] !== undefined) attributes['gen_ai.output.type'] = format['type'] === 'text' ? 'text' : 'json'
  const schema = format['json_schema'] ?? format['schema']
  if (schema !== undefined) attributes['seetrain.request.schema'] = copyPlain(schema)
  return attributes
}

/** As OpenAI's messages, with a plan of the tools and thoughts among the parts. */
function messageOf(message: Loose): Message {
  const thoughts = asList(message['content'])
    .map(part => asText(asObject(part)['thinking']))
    .filter(text => text !== undefined)
  const plan = asText(message['tool_plan'])
  const content = Array.isArray(message['content'])
    ? message['content'].filter(part => asObject(part)['thinking'] === undefined)
    : message['content']
  const { role, parts } = chatMessage({ ...message, content })
  const reasoning: MessagePart[] = [...thoughts, ...(plan ? [plan] : [])].map(text => ({
    type: 'reasoning',
    content: text,
  }))
  return { role, parts: [...reasoning, ...parts] }
}

function answer(data: Loose): ResponseFacts {
  const finish = (asText(data['finish_reason']) ?? 'error').toLowerCase()
  return given({
    id: asText(data['id']),
    output: [{ ...messageOf({ role: 'assistant', ...asObject(data['message']) }), finish_reason: finish }],
    finishReasons: [finish],
    usage: cohereUsage(data['usage']),
  })
}

/** `tokens` are those of the model, `billed_units` those that cost. */
export function cohereUsage(value: unknown): Usage | undefined {
  const usage = asObject(value)
  const tokens = asObject(usage['tokens'] ?? usage['billed_units'])
  const counts = given({
    input: asCount(tokens['input_tokens']),
    output: asCount(tokens['output_tokens']),
    cacheRead: asCount(usage['cached_tokens']),
  })
  return Object.keys(counts).length > 0 ? counts : undefined
}

class CohereStreamReader implements StreamReader {
  #id: unknown
  #plan = ''
  #end: Loose = {}
  readonly #content: { type: string; text: string }[] = []
  readonly #tools: { id: unknown; name: unknown; args: string }[] = []

  chunk(chunk: unknown): boolean {
    const event = asObject(chunk)
    const delta = asObject(event['delta'])
    const message = asObject(delta['message'])
    const index = asCount(event['index']) ?? 0
    switch (event['type']) {
      case 'message-start':
        this.#id = event['id']
        return false
      case 'content-start':
      case 'content-delta':
        return this.#text(index, asObject(message['content']))
      case 'tool-plan-delta':
        this.#plan += asText(message['toolPlan']) ?? ''
        return true
      case 'tool-call-start':
      case 'tool-call-delta':
        return this.#tool(index, asObject(message['toolCalls']))
      case 'message-end':
        this.#end = delta
        return false
      default:
        return false
    }
  }

  finish(): ResponseFacts {
    const content = this.#content
      .filter(Boolean)
      .map(({ type, text }) => (type === 'thinking' ? { type, thinking: text } : { type, text }))
    const tools = this.#tools.filter(Boolean).map(({ id, name, args }) => ({ id, function: { name, arguments: args } }))
    const message = { content, tool_plan: this.#plan, tool_calls: tools }
    return answer({ id: this.#id, message, ...asObject(snaked(this.#end)) })
  }

  #text(index: number, content: Loose): boolean {
    const so = (this.#content[index] ??= { type: 'text', text: '' })
    const { text, thinking } = content
    if (typeof thinking === 'string') so.type = 'thinking'
    const words = asText(thinking) ?? asText(text) ?? ''
    so.text += words
    return words !== ''
  }

  #tool(index: number, call: Loose): boolean {
    const named = asObject(call['function'])
    const so = (this.#tools[index] ??= { id: call['id'], name: named['name'], args: '' })
    so.args += asText(named['arguments']) ?? ''
    return true
  }
}
