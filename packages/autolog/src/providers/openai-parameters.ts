import type { PlainObject } from '@seetrain/core'
import { asObject, asText, copyPlain, renamed, type Loose } from './read.ts'

const PARAMETERS = {
  temperature: 'gen_ai.request.temperature',
  top_p: 'gen_ai.request.top_p',
  max_tokens: 'gen_ai.request.max_tokens',
  max_completion_tokens: 'gen_ai.request.max_tokens',
  max_output_tokens: 'gen_ai.request.max_tokens',
  frequency_penalty: 'gen_ai.request.frequency_penalty',
  presence_penalty: 'gen_ai.request.presence_penalty',
  stop: 'gen_ai.request.stop_sequences',
  seed: 'gen_ai.request.seed',
  reasoning_effort: 'gen_ai.request.reasoning.level',
  previous_response_id: 'gen_ai.request.previous_response.id',
  service_tier: 'openai.request.service_tier',
  tool_choice: 'seetrain.request.tool_choice',
  parallel_tool_calls: 'seetrain.request.parallel_tool_calls',
  thinking: 'seetrain.request.thinking',
  background: 'seetrain.request.background',
}

/** What a request sets, besides its words. */
export function openaiParameters(body: Loose): PlainObject {
  const attributes = renamed(body, PARAMETERS)
  const level = asObject(body['reasoning'])['effort']
  if (level !== undefined && level !== null) attributes['gen_ai.request.reasoning.level'] = copyPlain(level)
  if (body['stream'] === true) attributes['gen_ai.request.stream'] = true
  if (typeof body['n'] === 'number' && body['n'] !== 1) attributes['gen_ai.request.choice.count'] = body['n']
  if (Array.isArray(body['tools'])) attributes['gen_ai.tool.definitions'] = copyPlain(body['tools'])
  const format = asObject(body['response_format'] ?? asObject(body['text'])['format'])
  const type = asText(format['type'])
  if (type !== undefined) attributes['gen_ai.output.type'] = type === 'text' ? 'text' : 'json'
  if (type === 'json_schema') attributes['seetrain.request.schema'] = copyPlain(format['json_schema'] ?? format)
  return attributes
}
