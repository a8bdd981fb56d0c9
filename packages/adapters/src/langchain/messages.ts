import type { Plain, PlainObject } from '@seetrain/core'
import { contentOf } from '../spans/content.ts'
import { asList, asObject, asText, given, type Loose } from '../spans/loose.ts'

const ROLES: { readonly [type: string]: string } = { human: 'user', ai: 'assistant', function: 'tool' }

/** A message of LangChain, live or as another process sends it, in the words of the GenAI conventions. */
export function messageOf(value: unknown): PlainObject {
  const message = asObject(value)
  const type = typeOf(message)
  const role = ROLES[type] ?? asText(message['role']) ?? type
  const parts = role === 'tool' ? [toolResponse(message)] : partsOf(message['content'])
  for (const call of asList(message['tool_calls'])) parts.push(toolCall(asObject(call)))
  return { role, parts, ...given<Plain>({ name: role === 'tool' ? undefined : asText(message['name']) }) }
}

export function messageOfText(text: unknown, role: string): PlainObject {
  return { role, parts: partsOf(text) }
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

function partsOf(content: unknown): PlainObject[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', content }]
  return asList(content).map(part => partOf(asObject(part)))
}

function partOf(part: Loose): PlainObject {
  const type = asText(part['type']) ?? 'generic'
  if (type === 'text') return { type, content: asText(part['text']) ?? '' }
  if (type === 'reasoning' || type === 'thinking')
    return { type: 'reasoning', content: asText(part['reasoning']) ?? asText(part['thinking']) ?? '' }
  return { type: 'generic', generic_type: type, value: contentOf(part) }
}

function toolCall(call: Loose): PlainObject {
  return {
    type: 'tool_call',
    ...given<Plain>({ id: asText(call['id']) }),
    name: asText(call['name']) ?? '',
    arguments: contentOf(call['args']),
  }
}

function toolResponse(message: Loose): PlainObject {
  return {
    type: 'tool_call_response',
    ...given<Plain>({ id: asText(message['tool_call_id']), name: asText(message['name']) }),
    response: contentOf(message['content']),
  }
}
