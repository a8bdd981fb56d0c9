import type { Usage } from '../contracts.ts'
import { asCount, asObject, given } from './read.ts'

/** Tokens as the chat, responses, completions and embeddings endpoints and their kin tell them. */
export function openaiUsage(value: unknown): Usage | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const usage = asObject(value)
  const input = asObject(
    usage['prompt_tokens_details'] ?? usage['input_tokens_details'] ?? usage['input_token_details'],
  )
  const output = asObject(
    usage['completion_tokens_details'] ?? usage['output_tokens_details'] ?? usage['output_token_details'],
  )
  return given({
    input: asCount(usage['prompt_tokens']) ?? asCount(usage['input_tokens']),
    output: asCount(usage['completion_tokens']) ?? asCount(usage['output_tokens']),
    cacheRead:
      asCount(input['cached_tokens']) ?? asCount(usage['prompt_cache_hit_tokens']) ?? asCount(usage['cached_tokens']),
    cacheWrite: asCount(input['cache_write_tokens']),
    reasoning: asCount(output['reasoning_tokens']),
    audioInput: asCount(input['audio_tokens']),
    audioOutput: asCount(output['audio_tokens']),
    cost: asCount(usage['cost']),
  })
}
