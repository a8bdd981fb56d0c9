import type { CallFacts } from '../../store/call-facts.ts'
import { callStatistics } from './call-statistics.ts'

const call = (time: number, more: Partial<CallFacts> = {}): CallFacts => ({
  time,
  duration: 100,
  status: 'ok',
  model: 'small',
  ...more,
})

describe('statistics of calls', () => {
  it('sums by model and by stretch of time, the dearest model first', () => {
    const { models, bucketWidth } = callStatistics(
      [
        call(1000, { cost: 1, inputTokens: 10, outputTokens: 1 }),
        call(1500, { cost: 2, inputTokens: 20, outputTokens: 2 }),
        call(9000, { duration: 300 }),
        call(2000, { model: 'large', cost: 9 }),
      ],
      8,
    )
    expect(bucketWidth).toBe(1000)
    expect(models.map(({ model, calls, cost }) => [model, calls, cost])).toEqual([
      ['large', 1, 9],
      ['small', 3, 3],
    ])
    expect(models[1]!.buckets.map(({ time, calls, cost, inputTokens }) => [time, calls, cost, inputTokens])).toEqual([
      [1000, 2, 3, 30],
      [9000, 1, null, null],
    ])
  })

  it('ranks how long calls took, failed ones aside', () => {
    const calls = Array.from({ length: 100 }, (_, index) => call(index, { duration: index + 1 }))
    const [all] = callStatistics([...calls, call(3, { duration: 99_999, status: 'error' })], 10).models
    expect(all).toMatchObject({ calls: 101, errors: 1, median: 50, slow: 95 })
  })

  it('takes calls without a model together, and none at all', () => {
    const nameless = call(5)
    delete nameless.model
    expect(callStatistics([nameless], 10).models[0]).toMatchObject({ model: 'unknown', calls: 1, cost: null })
    expect(callStatistics([], 10)).toEqual({ from: 0, to: 0, bucketWidth: 1000, models: [] })
  })

  it('makes buckets that people count in', () => {
    const day = 86_400_000
    expect(callStatistics([call(0), call(30 * day)], 60).bucketWidth).toBe(12 * 3_600_000)
    expect(callStatistics([call(0), call(400 * day)], 60).bucketWidth).toBe(7 * day)
  })
})
