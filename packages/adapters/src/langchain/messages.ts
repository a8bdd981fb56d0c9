import type { Plain, PlainObject } from '@seetrain/core'
import { asList, asObject, asText, given, type Loose } from '../spans/loose.ts'
import { contentPart, partsOf, toolCallPart, toolResponsePart } from '../spans/message-parts.ts'

const ROLES: { readonly [type: string]: string } = { human: 'user', ai: 'assistant', function: 'tool' }

/** A message of LangChain, live or as another process sends it, in the words of the GenAI conventions. */
export function messageOf(value: unknown): PlainObject {
  const message = asObject(value)
  const type = typeOf(message)
  const role = ROLES[type] ?? asText(message['role']) ?? type
  const parts = role === 'tool' ? [toolResponse(message)] : partsOf(message['content'], partOf)
  for (const call of asList(message['tool_calls'])) parts.push(toolCall(asObject(call)))
  return { role, parts, ...given<Plain>({ name: role === 'tool' ? undefined : asText(message['name']) }) }
}

export function messageOfText(text: unknown, role: string): PlainObject {
  return { role, parts: partsOf(text, partOf) }
}

/** A live message, in contrast to one of another process. */
export function isMessage(value: object): boolean {
  return '_getType' in value && typeof value['_getType'] === 'function'
}

function typeOf(message: Loose): string {
  const { _getType: getType } = message
  // chunks of streams say what they are by the same method
  return typeof getType === 'function'
    ? String(Reflect.apply(getType, message, []))
    : (asText(message['type']) ?? 'user')
}

function partOf(part: Loose): PlainObject {
  const type = asText(part['type'])
  if (type !== 'reasoning' && type !== 'thinking') return contentPart(part)
  return { type: 'reasoning', content: asText(part['reasoning']) ?? asText(part['thinking']) ?? '' }
}

function toolCall(call: Loose): PlainObject {
  return toolCallPart(call, call['args'])
}

function toolResponse({ tool_call_id: id, name, content }: Loose): PlainObject {
  return toolResponsePart({ id, name }, content)
}
