import { costOf } from './cost-of.ts'
import { PRICES } from './prices.ts'

const usage = { input: 1_000_000, output: 0 }

it.each([
  ['gpt-4o-mini', 0.15],
  ['gpt-4o-mini-2024-07-18', 0.15],
  ['openai/gpt-4o', 2.5],
  ['claude-sonnet-4-20250514', 3],
  ['claude-sonnet-4-5@20250929', 3],
  ['eu.anthropic.claude-sonnet-4-5-20250929-v1:0', 3],
  ['glm-4.6', 0.6],
  ['deepseek-chat', 0.28],
])('%s is charged', (model, dollars) => {
  expect(costOf(model, usage)).toMatchObject({ total: dollars })
})

it.each(['gpt-4o-mini-deluxe', 'gpt-50', 'never-heard-of'])(
  '%s has no price, rather than that of its namesake',
  model => {
    expect(costOf(model, usage)).toEqual({ unknown: 'no price' })
  },
)

it('cached and written tokens have their own prices, and are not charged twice', () => {
  const cost = costOf(
    'm',
    { input: 100, cacheRead: 40, cacheWrite: 10, output: 0 },
    { m: { input: 1e6, output: 0, cacheRead: 1e5, cacheWrite: 2e6 } },
  )
  expect(cost).toEqual({ total: 50 + 4 + 20, source: 'user' })
})

it('what the provider says comes first; without tokens nobody can say', () => {
  expect(costOf('m', { cost: 0.5 })).toEqual({ total: 0.5, source: 'provider' })
  expect(costOf('gpt-4o', undefined)).toEqual({ unknown: 'no usage' })
})

it('a long input is charged by its tier, the whole of it', () => {
  const price = { input: 1, output: 0, tiers: [{ above: 1000, input: 2, output: 0 }] }
  expect(costOf('m', { input: 1000 }, { m: price })).toMatchObject({ total: 0.001 })
  expect(costOf('m', { input: 2000 }, { m: price })).toMatchObject({ total: 0.004 })
})

it('who sells a model of others has prices of its own, or none', () => {
  expect(costOf('openai/gpt-oss-120b', usage, {}, 'groq')).toMatchObject({ total: 0.15 })
  expect(costOf('gpt-4o', usage, {}, 'groq')).toEqual({ unknown: 'no price' })
})

it('every price of the list is a price', () => {
  for (const { input, output, cacheRead = 0, tiers = [] } of Object.values(PRICES)) {
    expect(input).toBeGreaterThanOrEqual(0)
    expect(Math.max(input, output)).toBeLessThanOrEqual(600)
    expect(cacheRead).toBeLessThanOrEqual(input)
    expect(tiers.map(({ above }) => above)).toEqual(tiers.map(({ above }) => above).sort((a, b) => a - b))
  }
})
