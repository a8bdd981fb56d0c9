import { spreadBins } from './spread-bins.ts'

describe('histograms over steps', () => {
  it('brings different bins onto the same rows without losing a share', () => {
    const { from, to, shares } = spreadBins(
      [
        { step: 0, counts: [1, 3], edges: [0, 1, 2] },
        { step: 1, counts: [5], edges: [2, 4] },
      ],
      4,
    )
    expect([from, to]).toEqual([0, 4])
    expect([...shares[0]!]).toEqual([0.25, 0.75, 0, 0])
    expect([...shares[1]!]).toEqual([0, 0, 0.5, 0.5])
  })

  it('has room for a step whose values are all in one place, and for one without values', () => {
    const { shares } = spreadBins(
      [
        { step: 0, counts: [4], edges: [-0.5, 0.5] },
        { step: 1, counts: [0], edges: [0, 1] },
      ],
      3,
    )
    expect(shares[0]!.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12)
    expect([...shares[1]!]).toEqual([0, 0, 0])
  })
})
