import type { JsonObject, SpanRow } from '../api/wire.ts'

/** What a list of model calls says of each. */
export interface SpanFacts {
  model: string | undefined
  inputTokens: number | undefined
  outputTokens: number | undefined
  /** US dollars. */
  cost: number | undefined
  duration: number
}

export function spanFacts({ attributes, time, endTime }: Pick<SpanRow, 'attributes' | 'time' | 'endTime'>): SpanFacts {
  return {
    model: textOf(attributes, 'gen_ai.response.model') ?? textOf(attributes, 'gen_ai.request.model'),
    inputTokens: numberOf(attributes, 'gen_ai.usage.input_tokens'),
    outputTokens: numberOf(attributes, 'gen_ai.usage.output_tokens'),
    cost: numberOf(attributes, 'seetrain.cost.total'),
    duration: endTime - time,
  }
}

export function textOf(attributes: JsonObject, name: string): string | undefined {
  const value = attributes[name]
  return typeof value === 'string' ? value : undefined
}

export function numberOf(attributes: JsonObject, name: string): number | undefined {
  const value = attributes[name]
  return typeof value === 'number' ? value : undefined
}

/** `$0.0021`, `$12.40`. */
export function formatCost(cost: number | undefined): string {
  if (cost === undefined) return '–'
  return `$${cost >= 1 || cost === 0 ? cost.toFixed(2) : cost.toPrecision(2)}`
}

export function formatTokens({ inputTokens, outputTokens }: Pick<SpanFacts, 'inputTokens' | 'outputTokens'>): string {
  if (inputTokens === undefined && outputTokens === undefined) return '–'
  const show = (count: number | undefined) => (count ?? 0).toLocaleString('en-US')
  return `${show(inputTokens)} → ${show(outputTokens)}`
}
