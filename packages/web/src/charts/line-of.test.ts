import type { DecodedSeries } from '../api/decode-series.ts'
import { lineOf } from './line-of.ts'

const series = (x: number[], values: number[]): DecodedSeries => ({
  runId: 'r',
  key: 'loss',
  writer: 'main',
  total: x.length,
  form: 'points',
  length: x.length,
  columns: { x: Float64Array.from(x), value: Float64Array.from(values) },
})

describe('a line from logged points', () => {
  it('trap 1: keeps step 0, and shows repeated and decreasing steps in one rising line with a band over all of them', () => {
    const line = lineOf(series([0, 1, 2, 1, 2, 3], [5, 1, 2, 9, 4, 3]))
    expect([...line.x]).toEqual([0, 1, 2, 3])
    expect([...line.mean]).toEqual([5, 5, 3, 3])
    expect([...line.min]).toEqual([5, 1, 2, 3])
    expect([...line.max]).toEqual([5, 9, 4, 3])
    expect([...line.count]).toEqual([1, 2, 2, 1])
  })

  it('trap 24: keeps NaN and both infinities apart and out of mean and band', () => {
    const line = lineOf(series([0, 0, 0, 0, 1], [2, Number.NaN, Infinity, -Infinity, Number.NaN]))
    expect([...line.mean]).toEqual([2, Number.NaN])
    expect([...line.max]).toEqual([2, Number.NaN])
    expect([...line.nan]).toEqual([1, 1])
    expect([...line.positiveInfinity]).toEqual([1, 0])
    expect([...line.negativeInfinity]).toEqual([1, 0])
  })

  it('never loses a spike of a bucket', () => {
    const of = (...values: number[]) => Float64Array.from(values)
    const line = lineOf({
      runId: 'r',
      key: 'loss',
      writer: 'main',
      total: 2000,
      form: 'buckets',
      length: 2,
      columns: {
        start: of(0, 1000),
        end: of(999, 1999),
        count: of(1000, 1000),
        min: of(0.9, -7),
        max: of(1.1, 1e6),
        mean: of(1, 2),
        last: of(1, 1),
      },
    })
    expect([...line.x]).toEqual([499.5, 1499.5])
    expect([...line.max]).toEqual([1.1, 1e6])
    expect([...line.min]).toEqual([0.9, -7])
    expect(line.bucketed).toBe(true)
  })
})
