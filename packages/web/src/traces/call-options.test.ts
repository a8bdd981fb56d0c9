import type { CallStatistics } from '../api/call-wire.ts'
import { bucketTimes, callCharts } from './call-options.ts'

const sums = { calls: 2, errors: 1, inputTokens: 5, outputTokens: null, cost: null, median: 10, slow: 20 }
const statistics: CallStatistics = {
  from: 1500,
  to: 4100,
  bucketWidth: 1000,
  complete: true,
  models: [
    {
      ...sums,
      model: 'small',
      buckets: [
        { ...sums, time: 1000 },
        { ...sums, time: 4000 },
      ],
    },
  ],
}
const series = (title: string) =>
  (
    callCharts(statistics, false).find(chart => chart.title === title)!.option as {
      series: { name: string; data: unknown }[]
    }
  ).series

describe('charts of calls', () => {
  it('shows pauses as such', () => {
    expect(bucketTimes(statistics)).toEqual([1000, 2000, 3000, 4000])
    expect(series('Tokens in')).toMatchObject([{ name: 'small', data: [5, 0, 0, 5] }])
    expect(series('Latency')).toMatchObject([{ data: [10, null, null, 10] }, { data: [20, null, null, 20] }])
  })

  it('tells failed calls from the others', () => {
    expect(series('Calls')).toMatchObject([{ name: 'small', data: [2, 0, 0, 2] }])
    expect(series('Errors')).toMatchObject([{ name: 'small', data: [1, 0, 0, 1] }])
  })
})
