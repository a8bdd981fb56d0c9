import type { Price, Usage } from '../contracts.ts'
import { PRICES, PRICES_DATE } from './prices.ts'

export interface Cost {
  /** US dollars. */
  total: number
  /** The date of the table, `user`, or `provider`. */
  source: string
}

export type PriceTable = { readonly [model: string]: Price }

/** What a call cost; a reason when nobody can say. Never 0 for a model that is not known. */
export function costOf(
  model: string | undefined,
  usage: Usage | undefined,
  own: PriceTable = {},
): Cost | { unknown: string } {
  if (usage?.cost !== undefined) return { total: usage.cost, source: 'provider' }
  if (usage?.input === undefined && usage?.output === undefined) return { unknown: 'no usage' }
  if (model === undefined) return { unknown: 'no model' }
  const ownPrice = priceOf(model, own)
  const price = ownPrice ?? priceOf(model, PRICES)
  if (!price) return { unknown: 'no price' }
  return { total: charge(usage, price), source: ownPrice ? 'user' : PRICES_DATE }
}

/** By the whole name, else by the longest known name that the model's name begins with: `gpt-4o-2024-08-06`. */
function priceOf(model: string, table: PriceTable): Price | undefined {
  const name = model.includes('/') ? model.slice(model.lastIndexOf('/') + 1) : model
  const exact = Object.hasOwn(table, model) ? model : Object.hasOwn(table, name) ? name : undefined
  if (exact !== undefined) return table[exact]
  let best = ''
  for (const known of Object.keys(table)) if (known.length > best.length && isVersionOf(name, known)) best = known
  return best === '' ? undefined : table[best]
}

// a dated or numbered version only: gpt-4o-audio-preview is another model, with another price
function isVersionOf(name: string, known: string): boolean {
  return name.startsWith(known) && /^[-@:](?:\d|latest)/.test(name.slice(known.length))
}

function charge(usage: Usage, price: Price): number {
  const { cacheRead = 0, cacheWrite = 0, audioInput = 0, audioOutput = 0 } = usage
  const input = Math.max(0, (usage.input ?? 0) - cacheRead - cacheWrite - audioInput)
  const output = Math.max(0, (usage.output ?? 0) - audioOutput)
  const millionths =
    input * price.input +
    cacheRead * (price.cacheRead ?? price.input) +
    cacheWrite * (price.cacheWrite ?? price.input) +
    audioInput * (price.audioInput ?? price.input) +
    output * price.output +
    audioOutput * (price.audioOutput ?? price.output)
  return millionths / 1e6
}
