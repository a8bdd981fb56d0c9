import { smooth, type SmoothingName } from './smooth.ts'

const rising = (length: number) => Float64Array.from({ length }, (_, index) => index)

describe('smoothing', () => {
  it.each(['ema', 'mean', 'gaussian'] as SmoothingName[])(
    '%s leaves a constant as it is, from the first point on',
    name => {
      const smoothed = smooth(rising(50), new Float64Array(50).fill(7), { name, strength: 0.9 })
      for (const value of smoothed) expect(value).toBeCloseTo(7, 10)
    },
  )

  it.each(['ema', 'mean', 'gaussian'] as SmoothingName[])(
    '%s flattens noise and keeps places without a number',
    name => {
      const values = Float64Array.from({ length: 101 }, (_, index) => (index % 2 === 0 ? 1 : -1))
      values[50] = Number.NaN
      const smoothed = smooth(rising(101), values, { name, strength: 0.9 })
      expect(smoothed[50]).toBeNaN()
      expect(Math.max(...smoothed.slice(60).map(Math.abs))).toBeLessThan(0.3)
    },
  )

  it('changes nothing at no strength, and returns what it was given', () => {
    const values = Float64Array.of(1, 5, 2)
    expect(smooth(rising(3), values, { name: 'ema', strength: 0 })).toBe(values)
    expect(smooth(rising(3), values, { name: 'none', strength: 0.9 })).toBe(values)
  })

  it('lets the average forget more over a long pause than over a short one', () => {
    const steady = smooth(Float64Array.of(0, 1, 2, 3), Float64Array.of(0, 0, 0, 1), { name: 'ema', strength: 0.6 })
    const paused = smooth(Float64Array.of(0, 1, 2, 30), Float64Array.of(0, 0, 0, 1), { name: 'ema', strength: 0.6 })
    expect(paused[3]!).toBeGreaterThan(steady[3]!)
  })

  it('averages a window to both sides', () => {
    const smoothed = smooth(rising(8), Float64Array.of(0, 0, 0, 9, 0, 0, 0, 0), { name: 'mean', strength: 0.7 })
    expect([...smoothed]).toEqual([0, 0, 3, 3, 3, 0, 0, 0])
  })
})
