import type { Message, MessagePart, ResponseFacts, Usage } from '../contracts.ts'
import { modalityOf } from './google-parts.ts'
import { toolCall } from './openai-parts.ts'
import { asCount, asList, asObject, asText, copyPlain, given, type Loose } from './read.ts'

/** One text, contents of one message, or steps. */
export function interactionInput({ input, system_instruction: instructions }: Loose): Message[] {
  const system = asText(instructions)
  const first: Message[] = system === undefined ? [] : [{ role: 'system', parts: [{ type: 'text', content: system }] }]
  const list = Array.isArray(input) ? input : [input]
  const isSteps = list.some(item => Array.isArray(asObject(item)['content']) || 'call_id' in asObject(item))
  if (!isSteps) return [...first, { role: 'user', parts: list.map(onePart) }]
  return [...first, ...list.map(step => ({ role: roleOf(asObject(step)), parts: stepParts(asObject(step)) }))]
}

function roleOf({ type }: Loose): string {
  if (type === 'user_input') return 'user'
  return asText(type)?.endsWith('_result') ? 'tool' : 'assistant'
}

function stepParts(step: Loose): MessagePart[] {
  switch (step['type']) {
    case 'user_input':
    case 'model_output':
      return asList(step['content']).map(onePart)
    case 'thought':
      return [{ type: 'reasoning', content: asList(step['summary']).map(wordsOf).join('') }]
    case 'function_call':
      return [toolCall(step['id'], step['name'], step['arguments'])]
    case 'function_result':
      return [
        {
          type: 'tool_call_response',
          ...given({ id: asText(step['call_id']), name: asText(step['name']) }),
          response: copyPlain(step['result'] ?? null),
          ...(step['is_error'] === true && { is_error: true }),
        },
      ]
    default:
      return [{ type: 'generic', generic_type: asText(step['type']) ?? '', value: copyPlain(step) }]
  }
}

function onePart(value: unknown): MessagePart {
  if (typeof value === 'string') return { type: 'text', content: value }
  const content = asObject(value)
  const text = asText(content['text'])
  if (text !== undefined) return { type: 'text', content: text }
  const mime = asText(content['mime_type'])
  const modality = asText(content['type']) ?? modalityOf(mime)
  const data = asText(content['data'])
  if (data !== undefined) return { type: 'blob', modality, mime_type: mime ?? '', content: data }
  return { type: 'uri', modality, uri: asText(content['uri']) ?? '', ...given({ mime_type: mime }) }
}

function wordsOf(content: unknown): string {
  return asText(asObject(content)['text']) ?? ''
}

/** What an interaction came to: its steps, without those that were asked. */
export function interactionAnswer(data: Loose): ResponseFacts {
  const status = asText(data['status']) ?? 'completed'
  const steps = asList(data['steps']).map(asObject)
  const error = asObject(asList(data['errors'])[0])
  const parts = steps.filter(step => step['type'] !== 'user_input').flatMap(stepParts)
  return given({
    id: asText(data['id']),
    model: asText(data['model']),
    // one that goes on in the background has said nothing yet; with an output, its tokens would be guessed
    output:
      parts.length === 0 && status === 'in_progress'
        ? undefined
        : [{ role: 'assistant', parts, finish_reason: status }],
    finishReasons: [status],
    usage: usageOf(data['usage']),
    failure:
      status === 'failed'
        ? { name: asText(error['code']) ?? 'failed', message: asText(error['message']) ?? 'The interaction failed.' }
        : undefined,
  })
}

/** Thoughts and what tools read are counted beside output and input; the neutral counts hold them. */
function usageOf(value: unknown): Usage | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const usage = asObject(value)
  const thoughts = asCount(usage['total_thought_tokens'])
  const [input, output] = [asCount(usage['total_input_tokens']), asCount(usage['total_output_tokens'])]
  return given({
    input: input === undefined ? undefined : input + (asCount(usage['total_tool_use_tokens']) ?? 0),
    output: output === undefined ? undefined : output + (thoughts ?? 0),
    cacheRead: asCount(usage['total_cached_tokens']),
    reasoning: thoughts,
    audioInput: audioOf(usage['input_tokens_by_modality']),
    audioOutput: audioOf(usage['output_tokens_by_modality']),
  })
}

function audioOf(counts: unknown): number | undefined {
  const audio = asList(counts)
    .map(asObject)
    .find(({ modality }) => modality === 'audio')
  return audio && asCount(audio['tokens'])
}
