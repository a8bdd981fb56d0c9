import type { Plain, PlainObject } from '@seetrain/core'
import { contentOf } from '../spans/content.ts'
import { asCount, asList, asObject, asText, given, type Loose } from '../spans/loose.ts'

/** A chat message in the words of the GenAI conventions. */
export function messageOf(value: unknown): PlainObject {
  const { role, content, options } = asObject(value)
  const { toolCall, toolResult } = asObject(options)
  const parts = toolResult === undefined ? partsOf(content) : [toolResponse(asObject(toolResult))]
  for (const call of asList(toolCall)) parts.push(toolCallPart(asObject(call)))
  return { role: asText(role) ?? 'user', parts }
}

/** Providers differ in the names; a stream tells its tokens with its last piece, if at all. */
export function responseAttributes(response: unknown): PlainObject {
  const { raw } = asObject(response)
  const pieces = Array.isArray(raw) ? raw.map(piece => asObject(asObject(piece)['raw'])) : [asObject(raw)]
  const usages = pieces.map(piece => asObject(piece['usage'] ?? piece['usageMetadata']))
  const usage = usages.findLast(one => Object.keys(one).length > 0) ?? {}
  const count = (...names: string[]) => names.map(name => asCount(usage[name])).find(value => value !== undefined)
  return given<Plain>({
    'gen_ai.response.model': pieces.map(piece => asText(piece['model'])).find(model => model !== undefined),
    'gen_ai.response.id': pieces.map(piece => asText(piece['id'])).find(id => id !== undefined),
    'gen_ai.usage.input_tokens': count('prompt_tokens', 'input_tokens', 'promptTokenCount'),
    'gen_ai.usage.output_tokens': count('completion_tokens', 'output_tokens', 'candidatesTokenCount'),
  })
}

function partsOf(content: unknown): PlainObject[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', content }]
  return asList(content).map(part => partOf(asObject(part)))
}

function partOf(part: Loose): PlainObject {
  const type = asText(part['type']) ?? 'generic'
  if (type === 'text') return { type, content: asText(part['text']) ?? '' }
  return { type: 'generic', generic_type: type, value: contentOf(part) }
}

function toolCallPart(call: Loose): PlainObject {
  return {
    type: 'tool_call',
    ...given<Plain>({ id: asText(call['id']) }),
    name: asText(call['name']) ?? '',
    arguments: contentOf(call['input']),
  }
}

function toolResponse(result: Loose): PlainObject {
  return {
    type: 'tool_call_response',
    ...given<Plain>({ id: asText(result['id']) }),
    response: contentOf(result['result']),
  }
}
