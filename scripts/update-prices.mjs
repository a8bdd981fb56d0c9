// node scripts/update-prices.mjs DATE FILE …: writes autolog's table of prices from files in the form of LiteLLM's
// model_prices_and_context_window.json, the oldest first: what a later one says counts, what it no longer has stays.
// DATE is the day of the newest one; it is written with every cost.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Who makes models, in the order in which their names are taken: some sell models of others under the same name. */
const MAKERS = [
  'openai',
  'anthropic',
  'gemini',
  'zai',
  'deepseek',
  'moonshot',
  'mistral',
  'cohere',
  'cohere_chat',
  'dashscope',
  'xai',
  'minimax',
]
/** Who sells models of others at prices of their own, and the name that autolog gives them. */
const SELLERS = { groq: 'groq' }
const MODES = new Set(['chat', 'responses', 'completion', 'embedding', 'realtime'])
/** Elsewhere two zeros mean that nobody knows. */
const GIVES_AWAY = new Set(['zai'])
/** Dollars per million tokens. */
const DEAREST_EMBEDDING = 10
const VERSION = /^[-@:](?:v?\d|latest)/
const TARGET = join(import.meta.dirname, '../packages/autolog/src/cost/prices.ts')

const [date = '', ...files] = process.argv.slice(2)
if (!/^\d{4}-\d\d-\d\d$/.test(date) || files.length === 0) {
  console.error('Say the day and the files: node scripts/update-prices.mjs 2026-11-12 old.json new.json')
  process.exit(1)
}

const models = Object.assign({}, ...files.map(file => JSON.parse(readFileSync(file, 'utf8'))))
const made = tableOf(MAKERS)
const sold = Object.entries(SELLERS).map(([provider, name]) => [name, tableOf([provider])])
writeFileSync(TARGET, fileText(made, sold))
console.log(`${made.size} models; run the formatter.`)

function tableOf(providers) {
  const table = new Map()
  for (const provider of providers)
    for (const [name, model] of Object.entries(models)) {
      const short = name.startsWith(`${provider}/`) ? name.slice(provider.length + 1) : name
      if (model.litellm_provider !== provider || !isPriced(short, model, provider) || table.has(short)) continue
      table.set(short, priceOf(model))
    }
  return withoutVersions(table)
}

function isPriced(name, model, provider) {
  const { mode, input_cost_per_token: input, tiered_pricing: tiers } = model
  if (!MODES.has(mode) || /^ft:|\//.test(name.replace(/^(openai|qwen|meta-llama)\//, ''))) return false
  if (tiers) return true
  // the list itself errs by the thousand for some
  if (mode === 'embedding' && input * 1e6 > DEAREST_EMBEDDING) return false
  return typeof input === 'number' && (GIVES_AWAY.has(provider) || input + (model.output_cost_per_token ?? 0) > 0)
}

function priceOf(model) {
  // Gemini's is for an hour of keeping, not for writing
  if (/^gemini|^vertex/.test(model.litellm_provider)) delete model.cache_creation_input_token_cost
  const [first, ...others] = model.tiered_pricing ?? [model]
  const tiers = model.tiered_pricing
    ? others.map(tier => ({ above: tier.range[0], ...ratesOf(tier) }))
    : thresholdsOf(model).map(above => ({ above, ...ratesOf(model, `_above_${above / 1000}k_tokens`) }))
  return { ...ratesOf(first), ...(tiers.length > 0 && { tiers }) }
}

function thresholdsOf(model) {
  return Object.keys(model).flatMap(key => {
    const above = /^input_cost_per_token_above_(\d+)k_tokens$/.exec(key)?.[1]
    return above === undefined ? [] : [Number(above) * 1000]
  })
}

function ratesOf(from, ending = '') {
  const names = {
    input: 'input_cost_per_token',
    output: 'output_cost_per_token',
    cacheRead: 'cache_read_input_token_cost',
    cacheWrite: 'cache_creation_input_token_cost',
    audioInput: 'input_cost_per_audio_token',
    audioOutput: 'output_cost_per_audio_token',
  }
  const rates = {}
  for (const [member, key] of Object.entries(names)) {
    const value = from[key + ending] ?? (member === 'output' || member === 'input' ? (from[key] ?? 0) : undefined)
    // nobody charges for writing, or nothing is known of it
    if (value === undefined || (value === 0 && member.startsWith('cache'))) continue
    rates[member] = Number((value * 1e6).toPrecision(6))
  }
  return rates
}

/** A dated name costs what its undated one costs, unless it says otherwise. */
function withoutVersions(table) {
  const sorted = new Map([...table].sort(([a], [b]) => (a < b ? -1 : 1)))
  for (const [name, price] of sorted) {
    const base = [...sorted.keys()]
      .filter(known => known !== name && name.startsWith(known) && VERSION.test(name.slice(known.length)))
      .sort((a, b) => b.length - a.length)[0]
    if (base !== undefined && JSON.stringify(sorted.get(base)) === JSON.stringify(price)) sorted.delete(name)
  }
  return sorted
}

function fileText(table, sellers) {
  const lines = entries => [...entries].map(([name, price]) => `  '${name}': ${objectText(price)},\n`).join('')
  const blocks = sellers.map(([name, entries]) => `  ${name}: {\n${lines(entries)}  },\n`).join('')
  return `// Written by scripts/update-prices.mjs. Do not edit.
/* oxlint-disable max-lines -- a list */
import type { Price } from '../contracts.ts'

/** When the prices below were looked up. Written with each cost, so that old records stay explainable. */
export const PRICES_DATE = '${date}'

/** US dollars per million tokens at those who make the models, by the beginning of the model's name; the longest match counts. */
export const PRICES: { readonly [model: string]: Price } = {
${lines(table)}}

/** What others ask for models that they did not make, by provider. Theirs is asked first. */
export const SELLER_PRICES: { readonly [provider: string]: { readonly [model: string]: Price } } = {
${blocks}}
`
}

function objectText(value) {
  if (Array.isArray(value)) return `[${value.map(objectText).join(', ')}]`
  if (typeof value !== 'object') return String(value)
  return `{ ${Object.entries(value)
    .map(([name, member]) => `${name}: ${objectText(member)}`)
    .join(', ')} }`
}
