import type { Plain, PlainObject } from '@seetrain/core'
import { asList, asObject, asText, given, memberOf, parsed, type Loose } from '../loose.ts'
import { partOf, textPart, toolCall, type MessagePart } from './parts.ts'

export type Message = PlainObject & { role: string; parts: MessagePart[] }

const ROLES: { readonly [role: string]: string } = {
  human: 'user',
  ai: 'assistant',
  model: 'assistant',
  function: 'tool',
}

/** A message as any of the SDKs and conventions writes it. */
export function messageOf(value: unknown, role = 'user'): Message {
  if (typeof value === 'string') return { role, parts: [textPart(value)] }
  const message = asObject(value)
  const said = asText(message['role']) ?? role
  const parts = partsOf(message)
  const name = asText(message['name'])
  const reason = asText(message['finish_reason']) ?? asText(message['finishReason'])
  return {
    role: memberOf(ROLES, said) ?? said,
    parts,
    ...(name !== undefined && { name }),
    ...(reason !== undefined && { finish_reason: reason }),
  }
}

function partsOf(message: Loose): MessagePart[] {
  const content = message['parts'] ?? message['content']
  const said = contentParts(content)
  const calls = asList(message['tool_calls'] ?? message['toolCalls']).map(call => openaiCall(asObject(call)))
  const thought = asText(message['reasoning_content']) ?? asText(message['reasoning'])
  const answered = asText(message['tool_call_id'])
  const isAnswer = message['role'] === 'tool' && !said.some(({ type }) => type === 'tool_call_response')
  return [
    ...(thought ? [{ type: 'reasoning', content: thought }] : []),
    ...(isAnswer ? [answerTo(answered, said)] : said),
    ...calls,
  ]
}

function contentParts(content: unknown): MessagePart[] {
  if (typeof content === 'string') return content === '' ? [] : [textPart(content)]
  if (Array.isArray(content)) return content.map(partOf)
  return content === undefined || content === null ? [] : [partOf(content)]
}

function answerTo(id: string | undefined, said: MessagePart[]): MessagePart {
  const texts = said.filter(({ type }) => type === 'text')
  const response = texts.length === said.length ? texts.map(({ content }) => content).join('') : said
  return { type: 'tool_call_response', ...given({ id }), response }
}

function openaiCall(call: Loose): MessagePart {
  const named = asObject(call['function'] ?? call)
  const args = named['arguments'] ?? named['input'] ?? named['args']
  return toolCall(call['id'] ?? call['toolCallId'], named['name'] ?? named['toolName'], args)
}

/** The messages in a request, an answer, or a list of them; undefined when there are none. */
export function messagesIn(value: Plain | undefined, role = 'user'): Message[] | undefined {
  const content = parsed(value)
  const list = Array.isArray(content) ? content : listIn(asObject(content))
  if (list === undefined || list.length === 0 || !list.every(isMessage)) return undefined
  const system = systemIn(asObject(content))
  return [...system, ...list.map(item => messageOf(item, role))]
}

function listIn(holder: Loose): unknown[] | undefined {
  if (Array.isArray(holder['messages'])) return holder['messages']
  if (Array.isArray(holder['choices'])) return holder['choices'].map(choiceMessage)
  return isMessage(holder) ? [holder] : undefined
}

function choiceMessage(choice: unknown): unknown {
  const { message, finish_reason } = asObject(choice)
  return { ...asObject(message), ...(typeof finish_reason === 'string' && { finish_reason }) }
}

function systemIn({ system }: Loose): Message[] {
  return system === undefined || system === null ? [] : [{ role: 'system', parts: contentParts(system) }]
}

function isMessage(value: unknown): boolean {
  const message = asObject(value)
  if (typeof message['role'] !== 'string') return false
  return ['parts', 'content', 'tool_calls', 'toolCalls'].some(member => member in message)
}
