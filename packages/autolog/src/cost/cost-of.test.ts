import { costOf } from './cost-of.ts'

const usage = { input: 1_000_000, output: 0 }

it.each([
  ['gpt-4o-mini', 0.15],
  ['gpt-4o-mini-2024-07-18', 0.15],
  ['openai/gpt-4o', 2.5],
  ['claude-sonnet-4-20250514', 3],
])('%s is charged', (model, dollars) => {
  expect(costOf(model, usage)).toMatchObject({ total: dollars })
})

it.each(['gpt-4o-audio-preview', 'gpt-50', 'never-heard-of'])(
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
