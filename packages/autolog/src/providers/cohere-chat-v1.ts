import type { Endpoint, Message, ResponseFacts, StreamReader } from '../contracts.ts'
import { cohereParameters, cohereUsage } from './cohere-chat.ts'
import { toolCall } from './openai-parts.ts'
import { asList, asObject, asText, given, snaked, type Loose } from './read.ts'

/** `/v1/chat`, the older one: one message, with a history. */
export const cohereChatV1: Endpoint = {
  operation: 'chat',
  spanKind: 'llm',
  request: body => ({
    ...given({ model: asText(body['model']) }),
    attributes: cohereParameters(body),
    input: [
      ...(typeof body['preamble'] === 'string' ? [textMessage('system', body['preamble'])] : []),
      ...asList(body['chat_history']).map(turn => {
        const { role, message } = asObject(turn)
        return textMessage(role === 'CHATBOT' ? 'assistant' : (asText(role) ?? 'user').toLowerCase(), message)
      }),
      textMessage('user', body['message']),
    ],
  }),
  response: data => answer(asObject(snaked(data))),
  stream: () => new ChatV1StreamReader(),
}

function textMessage(role: string, content: unknown): Message {
  return { role, parts: [{ type: 'text', content: asText(content) ?? '' }] }
}

function answer(data: Loose): ResponseFacts {
  const finish = (asText(data['finish_reason']) ?? 'error').toLowerCase()
  const message = textMessage('assistant', data['text'])
  const calls = asList(data['tool_calls']).map(call =>
    toolCall(undefined, asObject(call)['name'], asObject(call)['parameters']),
  )
  return given({
    id: asText(data['generation_id']),
    output: [{ ...message, parts: [...message.parts, ...calls], finish_reason: finish }],
    finishReasons: [finish],
    usage: cohereUsage(data['meta']),
  })
}

/** The last event carries the whole answer; of a stream that breaks off, the texts are kept. */
class ChatV1StreamReader implements StreamReader {
  #text = ''
  #whole: Loose | undefined

  chunk(chunk: unknown): boolean {
    const event = asObject(chunk)
    if (event['eventType'] === 'stream-end') this.#whole = asObject(event['response'])
    if (event['eventType'] !== 'text-generation') return false
    this.#text += asText(event['text']) ?? ''
    return true
  }

  finish(): ResponseFacts {
    return answer(this.#whole ? asObject(snaked(this.#whole)) : { text: this.#text })
  }
}
