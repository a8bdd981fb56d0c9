import { formatAgo, formatBytes, formatCount, formatDuration, formatMoment, formatNumber } from './quantities.ts'
import { numberOf } from './number-of.ts'

describe('quantities', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [12345, '12,345'],
    [-3, '−3'],
    [0.1 + 0.2, '0.3'],
    [0.00123456, '0.0012346'],
    [1.5e-7, '1.5e−7'],
    [123456789.5, '1.2346e8'],
    [Number.NaN, 'NaN'],
    [Infinity, '∞'],
    [-Infinity, '−∞'],
  ])('shows the number %p as %p', (value, text) => expect(formatNumber(value)).toBe(text))

  it.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [1500, '1.50 s'],
    [59_940, '59.9 s'],
    [245_000, '4 m 05 s'],
    [12_000_000, '3 h 20 m'],
    [187_200_000, '2 d 4 h'],
    [-1, '–'],
    [Number.NaN, '–'],
  ])('shows %p milliseconds as %p', (value, text) => expect(formatDuration(value)).toBe(text))

  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 KB'],
    [4200, '4.2 KB'],
    [999_999, '1.0 MB'],
    [123_400_000, '123 MB'],
  ])('shows %p bytes as %p', (value, text) => expect(formatBytes(value)).toBe(text))

  it('shows how long ago something was, and the date once that says more', () => {
    const now = new Date(2026, 10, 21, 14, 3, 59).getTime()
    expect(formatAgo(now - 2000, now)).toBe('now')
    expect(formatAgo(now - 90_000, now)).toBe('1 min ago')
    expect(formatAgo(now - 26 * 3_600_000, now)).toBe('1 d ago')
    expect(formatAgo(now - 30 * 86_400_000, now)).toBe('2026-10-22')
    expect(formatMoment(now)).toBe('2026-11-21 14:03:59')
  })

  it('counts with the right noun', () => {
    expect(formatCount(1, 'run')).toBe('1 run')
    expect(formatCount(12_000, 'run')).toBe('12,000 runs')
    expect(formatCount(0, 'entry', 'entries')).toBe('0 entries')
  })

  it('reads numbers that JSON cannot hold', () => {
    expect((['NaN', 'Infinity', '-Infinity', 2, null, undefined] as const).map(numberOf)).toEqual([
      Number.NaN,
      Infinity,
      -Infinity,
      2,
      Number.NaN,
      Number.NaN,
    ])
  })
})
