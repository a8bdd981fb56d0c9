import type { Json, SpanRow } from '../api/wire.ts'
import { formatDuration, formatMoment } from '../format/quantities.ts'
import { formatCost, formatTokens, numberOf, spanFacts, textOf } from './span-facts.ts'

/** What is known of a span beside its words, in the order in which people ask for it. */
export function detailsOf(span: SpanRow): [name: string, value: string | undefined][] {
  const { attributes } = span
  const { model, duration, cost, ...tokens } = spanFacts(span)
  const number = (name: string) => numberOf(attributes, name)
  const first = number('gen_ai.response.time_to_first_chunk')
  const speed = number('seetrain.stream.tokens_per_second')
  const file = textOf(attributes, 'code.file.path')
  return [
    ['Kind', span.spanKind],
    ['Started', formatMoment(span.time)],
    ['Latency', formatDuration(duration)],
    ['First word after', first === undefined ? undefined : formatDuration(first * 1000)],
    ['Speed', speed === undefined ? undefined : `${speed.toFixed(1)} tokens/s`],
    ['Model', model],
    ['Asked for', askedFor(span, model)],
    ['Tokens in → out', tokensText(tokens, attributes['seetrain.usage.estimated'] === true)],
    ['Of these', partsOf(span)],
    ['Cost', cost === undefined ? undefined : formatCost(cost)],
    ['Parameters', parametersOf(span)],
    ['Ended with', listText(attributes['gen_ai.response.finish_reasons'])],
    ['Made at', file === undefined ? undefined : `${file}:${number('code.line.number') ?? '?'}`],
  ]
}

/** The model, where another one answered. */
function askedFor({ attributes }: SpanRow, model: string | undefined): string | undefined {
  const asked = textOf(attributes, 'gen_ai.request.model')
  return asked === model ? undefined : asked
}

function tokensText(tokens: Parameters<typeof formatTokens>[0], isEstimated: boolean): string | undefined {
  if (tokens.inputTokens === undefined && tokens.outputTokens === undefined) return undefined
  return formatTokens(tokens) + (isEstimated ? ' (estimated)' : '')
}

const TOKEN_PARTS = [
  ['gen_ai.usage.cache_read.input_tokens', 'from the cache'],
  ['gen_ai.usage.cache_creation.input_tokens', 'into the cache'],
  ['gen_ai.usage.reasoning.output_tokens', 'reasoning'],
] as const

function partsOf({ attributes }: SpanRow): string | undefined {
  const parts = TOKEN_PARTS.flatMap(([name, title]) => {
    const count = numberOf(attributes, name)
    return count === undefined || count === 0 ? [] : `${count.toLocaleString('en-US')} ${title}`
  })
  return parts.length === 0 ? undefined : parts.join(', ')
}

const REQUEST = 'gen_ai.request.'

function parametersOf({ attributes }: SpanRow): string | undefined {
  const given = Object.entries(attributes).filter(([name]) => name.startsWith(REQUEST) && name !== `${REQUEST}model`)
  return given.map(([name, value]) => `${name.slice(REQUEST.length)} ${listText(value)}`).join(', ') || undefined
}

function listText(value: Json | undefined): string | undefined {
  if (value === undefined) return undefined
  return Array.isArray(value) ? value.map(String).join(', ') : String(value)
}
