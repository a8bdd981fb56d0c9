import type { Plain, PlainObject } from '@seetrain/core'
import { asObject, memberOf } from '../loose.ts'

/** Parameters of a request by the names that the SDKs give them. */
const NAMES: { readonly [theirs: string]: string } = {
  model: 'gen_ai.request.model',
  temperature: 'gen_ai.request.temperature',
  top_p: 'gen_ai.request.top_p',
  topP: 'gen_ai.request.top_p',
  top_k: 'gen_ai.request.top_k',
  topK: 'gen_ai.request.top_k',
  max_tokens: 'gen_ai.request.max_tokens',
  max_completion_tokens: 'gen_ai.request.max_tokens',
  max_output_tokens: 'gen_ai.request.max_tokens',
  maxOutputTokens: 'gen_ai.request.max_tokens',
  maxTokens: 'gen_ai.request.max_tokens',
  frequency_penalty: 'gen_ai.request.frequency_penalty',
  frequencyPenalty: 'gen_ai.request.frequency_penalty',
  presence_penalty: 'gen_ai.request.presence_penalty',
  presencePenalty: 'gen_ai.request.presence_penalty',
  stop: 'gen_ai.request.stop_sequences',
  stop_sequences: 'gen_ai.request.stop_sequences',
  stopSequences: 'gen_ai.request.stop_sequences',
  seed: 'gen_ai.request.seed',
  stream: 'gen_ai.request.stream',
  tool_choice: 'seetrain.request.tool_choice',
}

/** Puts parameters under the names of the GenAI conventions; one that has none keeps its own behind `gen_ai.request.`. */
export function addParameters(parameters: Plain | undefined, into: PlainObject): void {
  for (const [name, value] of Object.entries(asObject(parameters)))
    if (value !== null && value !== undefined)
      into[memberOf(NAMES, name) ?? `gen_ai.request.${name}`] ??= value as Plain
}
