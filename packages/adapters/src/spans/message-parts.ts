import type { Plain, PlainObject } from '@seetrain/core'
import { contentOf } from './content.ts'
import { asList, asObject, asText, given, type Loose } from './loose.ts'

/** A message's content as parts, in the words of the GenAI conventions. */
export function partsOf(content: unknown, partOf = contentPart): PlainObject[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', content }]
  return asList(content).map(part => partOf(asObject(part)))
}

export function contentPart(part: Loose): PlainObject {
  const type = asText(part['type']) ?? 'generic'
  if (type === 'text') return { type, content: asText(part['text']) ?? '' }
  return { type: 'generic', generic_type: type, value: contentOf(part) }
}

export function toolCallPart({ id, name }: Loose, input: unknown): PlainObject {
  return {
    type: 'tool_call',
    ...given<Plain>({ id: asText(id) }),
    name: asText(name) ?? '',
    arguments: contentOf(input),
  }
}

export function toolResponsePart({ id, name }: Loose, response: unknown): PlainObject {
  return {
    type: 'tool_call_response',
    ...given<Plain>({ id: asText(id), name: asText(name) }),
    response: contentOf(response),
  }
}
