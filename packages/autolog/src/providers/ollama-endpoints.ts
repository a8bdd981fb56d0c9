import type { PlainObject } from '@seetrain/core'
import type { Endpoint, Message, MessagePart, ResponseFacts, StreamReader, Usage } from '../contracts.ts'
import { toolCall } from './openai-parts.ts'
import { asCount, asList, asObject, asText, copyPlain, given, renamed, type Loose } from './read.ts'

const OPTIONS = {
  temperature: 'gen_ai.request.temperature',
  top_p: 'gen_ai.request.top_p',
  top_k: 'gen_ai.request.top_k',
  num_predict: 'gen_ai.request.max_tokens',
  stop: 'gen_ai.request.stop_sequences',
  seed: 'gen_ai.request.seed',
  frequency_penalty: 'gen_ai.request.frequency_penalty',
  presence_penalty: 'gen_ai.request.presence_penalty',
}

/** `/api/chat`. */
export const ollamaChat: Endpoint = {
  operation: 'chat',
  spanKind: 'llm',
  request: body => ({
    ...given({ model: asText(body['model']) }),
    attributes: parameters(body),
    input: asList(body['messages']).map(message => messageOf(asObject(message))),
  }),
  response: data => answer(asObject(data), messageOf(asObject(asObject(data)['message']))),
  stream: () => new OllamaStreamReader(),
}

/** `/api/generate`: one prompt, one text. */
export const ollamaGenerate: Endpoint = {
  ...ollamaChat,
  operation: 'text_completion',
  request: body => ({
    ...given({ model: asText(body['model']) }),
    attributes: parameters(body),
    input: [
      ...(typeof body['system'] === 'string' ? [messageOf({ role: 'system', content: body['system'] })] : []),
      messageOf({ role: 'user', content: body['prompt'], images: body['images'] }),
    ],
  }),
  response: value => {
    const { response: content, thinking, ...data } = asObject(value)
    return answer(data, messageOf({ role: 'assistant', content, thinking }))
  },
}

/** `/api/embed` and the older `/api/embeddings`. The vectors themselves are not kept. */
export const ollamaEmbed: Endpoint = {
  operation: 'embeddings',
  spanKind: 'embedding',
  request: body => ({
    ...given({ model: asText(body['model']) }),
    attributes: renamed(body, { dimensions: 'gen_ai.embeddings.dimension.count' }),
    input: copyPlain(body['input'] ?? body['prompt'] ?? null),
  }),
  response: value => {
    const data = asObject(value)
    const vectors = asList(data['embeddings'] ?? [data['embedding']])
    return given({
      model: asText(data['model']),
      output: given({
        count: vectors.length,
        dimensions: Array.isArray(vectors[0]) ? vectors[0].length : undefined,
      }) as PlainObject,
      usage: usageOf(data),
    })
  },
}

function parameters(body: Loose): PlainObject {
  const attributes = renamed(asObject(body['options']), OPTIONS)
  if (body['stream'] === true) attributes['gen_ai.request.stream'] = true
  if (Array.isArray(body['tools'])) attributes['gen_ai.tool.definitions'] = copyPlain(body['tools'])
  if (body['think'] !== undefined) attributes['seetrain.request.thinking'] = copyPlain(body['think'])
  const { format } = body
  if (format !== undefined && format !== '') attributes['gen_ai.output.type'] = 'json'
  if (typeof format === 'object' && format !== null) attributes['seetrain.request.schema'] = copyPlain(format)
  return attributes
}

function messageOf(message: Loose): Message {
  const role = asText(message['role']) ?? 'assistant'
  const content = asText(message['content']) ?? ''
  if (role === 'tool')
    return {
      role,
      parts: [{ type: 'tool_call_response', ...given({ name: asText(message['tool_name']) }), response: content }],
    }
  const thinking = asText(message['thinking']) ?? ''
  const parts: MessagePart[] = [
    ...(thinking === '' ? [] : [{ type: 'reasoning', content: thinking }]),
    ...(content === '' ? [] : [{ type: 'text', content }]),
    ...asList(message['images']).map(image => ({
      type: 'blob',
      modality: 'image',
      mime_type: '',
      content: asText(image) ?? '',
    })),
    ...asList(message['tool_calls']).map(call => {
      const named = asObject(asObject(call)['function'])
      return toolCall(asObject(call)['id'], named['name'], named['arguments'])
    }),
  ]
  return { role, parts }
}

function answer(data: Loose, message: Message): ResponseFacts {
  const finish = asText(data['done_reason']) ?? (data['done'] === true ? 'stop' : 'error')
  return given({
    model: asText(data['model']),
    output: [{ ...message, finish_reason: finish }],
    finishReasons: [finish],
    usage: usageOf(data),
    attributes: renamed(data, { load_duration: 'ollama.load_duration_ns', total_duration: 'ollama.total_duration_ns' }),
  })
}

function usageOf(data: Loose): Usage | undefined {
  const input = asCount(data['prompt_eval_count'])
  const output = asCount(data['eval_count'])
  return input === undefined && output === undefined ? undefined : given({ input, output })
}

/** Each chunk says a few more words; the last one counts them. */
class OllamaStreamReader implements StreamReader {
  #content = ''
  #thinking = ''
  #last: Loose = {}
  readonly #calls: unknown[] = []

  chunk(chunk: unknown): boolean {
    this.#last = asObject(chunk)
    const message = asObject(this.#last['message'])
    const content = asText(message['content']) ?? asText(this.#last['response']) ?? ''
    const thinking = asText(message['thinking']) ?? asText(this.#last['thinking']) ?? ''
    const calls = asList(message['tool_calls'])
    this.#content += content
    this.#thinking += thinking
    this.#calls.push(...calls)
    return content !== '' || thinking !== '' || calls.length > 0
  }

  finish(): ResponseFacts {
    const message = { role: 'assistant', content: this.#content, thinking: this.#thinking, tool_calls: this.#calls }
    return answer(this.#last, messageOf(message))
  }
}
