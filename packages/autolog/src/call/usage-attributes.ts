import type { PlainObject } from '@seetrain/core'
import type { Usage } from '../contracts.ts'

const NAMES = Object.entries({
  input: 'gen_ai.usage.input_tokens',
  output: 'gen_ai.usage.output_tokens',
  cacheRead: 'gen_ai.usage.cache_read.input_tokens',
  cacheWrite: 'gen_ai.usage.cache_write.input_tokens',
  reasoning: 'gen_ai.usage.reasoning.output_tokens',
  audioInput: 'gen_ai.usage.audio.input_tokens',
  audioOutput: 'gen_ai.usage.audio.output_tokens',
  estimated: 'seetrain.usage.estimated',
} as const satisfies { [member in keyof Usage]: string }) as [keyof Usage, string][]

export function addUsage(usage: Usage, attributes: PlainObject): void {
  for (const [member, name] of NAMES) {
    const value = usage[member]
    if (value !== undefined) attributes[name] = value
  }
}
