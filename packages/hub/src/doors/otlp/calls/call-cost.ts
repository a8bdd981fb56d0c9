import type { PlainObject } from '@seetrain/core'
import { asNumber, asText } from '../loose.ts'

/** Counts of tokens, as autolog has them: `input` holds the cached ones too. */
export interface CallUsage {
  input?: number
  output?: number
  cacheRead?: number
  cacheWrite?: number
  audioInput?: number
  audioOutput?: number
}

/** What a call cost in US dollars and by which prices, where that is known. */
export type CallCost = (
  model: string | undefined,
  usage: CallUsage,
) => { total: number; source: string } | { unknown: string }

const NAMES = Object.entries({
  input: 'gen_ai.usage.input_tokens',
  output: 'gen_ai.usage.output_tokens',
  cacheRead: 'gen_ai.usage.cache_read.input_tokens',
  cacheWrite: 'gen_ai.usage.cache_write.input_tokens',
  audioInput: 'gen_ai.usage.audio.input_tokens',
  audioOutput: 'gen_ai.usage.audio.output_tokens',
} as const satisfies { [name in keyof CallUsage]: string }) as [keyof CallUsage, string][]

/** Puts the cost of a call to its tokens, unless its sender told one. */
export function addCost(attributes: PlainObject, callCost: CallCost): void {
  if ('seetrain.cost.total' in attributes) {
    attributes['seetrain.cost.source'] ??= 'sender'
    return
  }
  const usage: CallUsage = {}
  for (const [name, attribute] of NAMES) {
    const count = asNumber(attributes[attribute])
    if (count !== undefined) usage[name] = count
  }
  if (usage.input === undefined && usage.output === undefined) return
  const cost = callCost(
    asText(attributes['gen_ai.response.model']) ?? asText(attributes['gen_ai.request.model']),
    usage,
  )
  if ('unknown' in cost) attributes['seetrain.cost.unknown'] = cost.unknown
  else Object.assign(attributes, { 'seetrain.cost.total': cost.total, 'seetrain.cost.source': cost.source })
}
