import type { Plain, PlainObject } from '@seetrain/core'
import { asCount, asList, asObject, asText, given, type Loose } from '../spans/loose.ts'
import { partsOf, toolCallPart, toolResponsePart } from '../spans/message-parts.ts'

/** A chat message in the words of the GenAI conventions. */
export function messageOf(value: unknown): PlainObject {
  const { role, content, options } = asObject(value)
  const { toolCall, toolResult } = asObject(options)
  const parts = toolResult === undefined ? partsOf(content) : [toolResponse(asObject(toolResult))]
  for (const call of asList(toolCall)) parts.push(toolCallOf(asObject(call)))
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

function toolCallOf(call: Loose): PlainObject {
  return toolCallPart(call, call['input'])
}

function toolResponse({ id, result }: Loose): PlainObject {
  return toolResponsePart({ id }, result)
}
