import type { PlainObject } from '@seetrain/core'
import type { Usage } from '../contracts.ts'

const NAMES = {
  input: 'gen_ai.usage.input_tokens',
  output: 'gen_ai.usage.output_tokens',
  cacheRead: 'gen_ai.usage.cache_read.input_tokens',
  cacheWrite: 'gen_ai.usage.cache_write.input_tokens',
  reasoning: 'gen_ai.usage.reasoning.output_tokens',
  audioInput: 'gen_ai.usage.audio.input_tokens',
  audioOutput: 'gen_ai.usage.audio.output_tokens',
  estimated: 'seetrain.usage.estimated',
} as const

export function usageAttributes(usage: Usage | undefined): PlainObject {
  const attributes: PlainObject = {}
  if (usage === undefined) return attributes
  for (const [member, name] of Object.entries(NAMES)) {
    const value = usage[member as keyof typeof NAMES]
    if (value !== undefined) attributes[name] = value
  }
  return attributes
}
