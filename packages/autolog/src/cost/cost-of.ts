import type { Price, Rates, Usage } from '../contracts.ts'
import { PRICES, PRICES_DATE, SELLER_PRICES } from './prices.ts'

export interface Cost {
  /** US dollars. */
  total: number
  /** The date of the table, `user`, or `provider`. */
  source: string
}

export type PriceTable = { readonly [model: string]: Price }

/** What a call cost; a reason when nobody can say. Never 0 for a model that is not known. `provider` is who was called. */
export function costOf(
  model: string | undefined,
  usage: Usage | undefined,
  own: PriceTable = {},
  provider = '',
): Cost | { unknown: string } {
  if (usage?.cost !== undefined) return { total: usage.cost, source: 'provider' }
  if (usage?.input === undefined && usage?.output === undefined) return { unknown: 'no usage' }
  if (model === undefined) return { unknown: 'no model' }
  const ownPrice = priceOf(model, own)
  const price = ownPrice ?? listPrice(model, provider)
  if (!price) return { unknown: 'no price' }
  return { total: charge(usage, price), source: ownPrice ? 'user' : PRICES_DATE }
}

const MOST_REMEMBERED = 1000
const remembered = new Map<string, Price | undefined>()

/** The list is long, and programs call few models many times. */
function listPrice(model: string, provider: string): Price | undefined {
  const key = `${provider} ${model}`
  if (remembered.has(key)) return remembered.get(key)
  const sold = SELLER_PRICES[provider]
  // a seller's price for a model of others is its own
  const price = sold ? priceOf(model, sold) : priceOf(model, PRICES)
  if (remembered.size >= MOST_REMEMBERED) remembered.clear()
  remembered.set(key, price)
  return price
}

/** By the whole name, else by the longest known name that the model's name begins with: `gpt-4o-2024-08-06`. */
function priceOf(model: string, table: PriceTable): Price | undefined {
  if (Object.hasOwn(table, model)) return table[model]
  const name = bareName(model)
  if (Object.hasOwn(table, name)) return table[name]
  let best = ''
  for (const known of Object.keys(table)) if (known.length > best.length && isVersionOf(name, known)) best = known
  return best === '' ? undefined : table[best]
}

/** Without the maker that routers put before a slash, and Bedrock, after a region, before a dot. */
function bareName(model: string): string {
  return model.slice(model.lastIndexOf('/') + 1).replace(/^(?:[a-z-]+\.)?anthropic\./, '')
}

// a dated or numbered version only: gpt-4o-audio-preview is another model, with another price
function isVersionOf(name: string, known: string): boolean {
  return name.startsWith(known) && /^[-@:](?:v?\d|latest)/.test(name.slice(known.length))
}

function charge(usage: Usage, price: Price): number {
  return chargeAt(usage, price.tiers?.findLast(({ above }) => (usage.input ?? 0) > above) ?? price)
}

function chargeAt(usage: Usage, price: Rates): number {
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
