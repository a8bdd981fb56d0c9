import { importances, ranks } from './importance.ts'

describe('importance of config members', () => {
  it('gives equal values the mean of their places', () => {
    expect(ranks([10, 30, 20, 20])).toEqual([1, 4, 2.5, 2.5])
  })

  it('finds what goes up, what goes down and what has nothing to do with it', () => {
    const target = [1, 2, 3, 4, 5, 6]
    const found = importances(
      [
        { path: 'noise', values: [3, 1, 2, 2, 1, 3] },
        { path: 'lr', values: [0.1, 0.01, 1e-3, 1e-4, 1e-5, 1e-6] },
        { path: 'optimizer', values: ['a', 'a', 'a', 'b', 'b', 'b'] },
      ],
      target,
    )
    expect(found.map(({ path }) => path)).toEqual(['lr', 'optimizer', 'noise'])
    expect(found[0]).toMatchObject({ correlation: -1, share: 1, runs: 6 })
    expect(found[1]!.share).toBeCloseTo(13.5 / 17.5, 10)
    expect(found[2]!.share).toBeLessThan(0.1)
  })

  it('trap 29: constants, too few runs and runs without the metric give no number instead of NaN', () => {
    expect(importances([{ path: 'same', values: [1, 1, 1, 1] }], [1, 2, 3, 4])).toEqual([])
    expect(importances([{ path: 'lr', values: [1, 2, 3] }], [1, 2, 3])).toEqual([])
    expect(importances([{ path: 'lr', values: [1, 2, 3, 4] }], [5, 5, 5, 5])).toEqual([])
    expect(importances([{ path: 'lr', values: [1, 2, null, 4, 5] }], [1, 2, 3, 4, Number.NaN])).toEqual([])
  })
})
