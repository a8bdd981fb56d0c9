import type { PlainObject } from '@seetrain/core'
import type { Endpoint, Message, MessagePart, ResponseFacts, StreamReader } from '../contracts.ts'
import { openaiParameters } from './openai-parameters.ts'
import { openaiParts, toolCall } from './openai-parts.ts'
import { openaiUsage } from './openai-usage.ts'
import { otherEndpoint } from './openai-other.ts'
import { asList, asObject, asText, given, type Loose } from './read.ts'

/** Content of threads: text has a wrapping of its own there. */
function threadParts(content: unknown): MessagePart[] {
  if (typeof content === 'string') return openaiParts(content)
  return openaiParts(
    asList(content).map(part => {
      const { text } = asObject(part)
      return typeof text === 'object' ? { type: 'text', text: asObject(text)['value'] } : part
    }),
  )
}

function threadMessage(value: unknown): Message {
  const { role, content } = asObject(value)
  return { role: asText(role) ?? 'user', parts: threadParts(content) }
}

/** `/threads` and `/conversations`: a place for messages, some of which may be there from the start. */
export const openaiThread: Endpoint = {
  ...otherEndpoint('create_conversation', 'request'),
  request: body => ({ attributes: {}, input: asList(body['messages'] ?? body['items']).map(threadMessage) }),
}

/** `/threads/<thread>/messages`. */
export const openaiMessage: Endpoint = {
  ...otherEndpoint('create_message', 'request'),
  request: body => ({ attributes: {}, input: [threadMessage(body)] }),
}

/** `/threads/<thread>/runs`, `/threads/runs`, and the answers of tools: a run of an assistant, which may stream. */
export const openaiRun: Endpoint = {
  operation: 'invoke_agent',
  spanKind: 'agent',
  request: body => ({
    ...given({ model: asText(body['model']) }),
    attributes: {
      ...openaiParameters(body),
      ...(given({ 'gen_ai.agent.id': asText(body['assistant_id']) }) as PlainObject),
    },
    input: runInput(body),
  }),
  response: data => runFacts(asObject(data), []),
  stream: () => new RunReader(),
}

function runInput(body: Loose): Message[] {
  const instructions = asText(body['instructions'])
  const messages = asList(asObject(body['thread'])['messages'] ?? body['additional_messages']).map(threadMessage)
  const outputs: Message[] = asList(body['tool_outputs']).map(output => {
    const { tool_call_id: id, output: response } = asObject(output)
    return {
      role: 'tool',
      parts: [{ type: 'tool_call_response', ...given({ id: asText(id) }), response: asText(response) ?? '' }],
    }
  })
  const system: Message[] = instructions === undefined ? [] : [{ role: 'system', parts: openaiParts(instructions) }]
  return [...system, ...messages, ...outputs]
}

function runFacts(run: Loose, messages: Message[]): ResponseFacts {
  const status = asText(run['status'])
  const required = asObject(asObject(run['required_action'])['submit_tool_outputs'])
  const calls = asList(required['tool_calls']).map(call => {
    const { id, function: named } = asObject(call)
    return toolCall(id, asObject(named)['name'], asObject(named)['arguments'])
  })
  const output = [...messages, ...(calls.length > 0 ? [{ role: 'assistant', parts: calls }] : [])]
  const error = asObject(run['last_error'])
  return given({
    id: asText(run['id']),
    model: asText(run['model']),
    output: output.length > 0 ? output : undefined,
    usage: openaiUsage(run['usage']),
    attributes: given({
      'seetrain.response.status': status,
      'gen_ai.conversation.id': asText(run['thread_id']),
    }) as PlainObject,
    failure:
      status === 'failed'
        ? { name: asText(error['code']) ?? 'failed', message: asText(error['message']) ?? 'The run failed.' }
        : undefined,
  })
}

/** Events `thread.message.delta`, `.completed` and `thread.run.*`, each with its data. */
class RunReader implements StreamReader {
  #run: Loose = {}
  readonly #texts = new Map<unknown, string>()
  readonly #messages = new Map<unknown, Message>()

  chunk(chunk: unknown): boolean {
    const { event, data } = asObject(chunk)
    const name = asText(event) ?? ''
    const object = asObject(data)
    if (/^thread\.run\.[a-z_]+$/.test(name)) this.#run = object
    if (name === 'thread.message.completed') this.#messages.set(object['id'], threadMessage(object))
    if (name !== 'thread.message.delta') return false
    const words = threadParts(asObject(object['delta'])['content']).map(part => asText(part['content']) ?? '')
    this.#texts.set(object['id'], `${this.#texts.get(object['id']) ?? ''}${words.join('')}`)
    return true
  }

  finish(): ResponseFacts {
    for (const [id, content] of this.#texts)
      if (!this.#messages.has(id)) this.#messages.set(id, { role: 'assistant', parts: openaiParts(content) })
    return runFacts(this.#run, [...this.#messages.values()])
  }
}
