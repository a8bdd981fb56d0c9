const BARS = '▁▂▃▄▅▆▇█'
const FLAT = '▄'

/**
 * A series as one line of block characters, scaled from its least to its greatest finite value. A longer series than
 * `width` is divided into as many stretches, and each shows the value in it that strays furthest from the mean, so that
 * a spike stays visible. `·` stands for a stretch without a number, `↑` and `↓` for the infinities.
 */
export function sparkline(values: readonly number[], width = 40): string {
  if (values.length === 0 || width < 1) return ''
  const points = values.length > width ? condense(values, Math.floor(width)) : values
  const finite = points.filter(Number.isFinite)
  const least = finite.reduce((a, b) => Math.min(a, b), Infinity)
  const greatest = finite.reduce((a, b) => Math.max(a, b), -Infinity)
  return points.map(value => bar(value, least, greatest)).join('')
}

function bar(value: number, least: number, greatest: number): string {
  if (Number.isNaN(value)) return '·'
  if (value === Infinity) return '↑'
  if (value === -Infinity) return '↓'
  if (least === greatest) return FLAT
  // halves, because the difference of two finite numbers may be infinite
  const share = (value / 2 - least / 2) / (greatest / 2 - least / 2)
  return BARS[Math.min(BARS.length - 1, Math.floor(share * BARS.length))] ?? FLAT
}

function condense(values: readonly number[], width: number): number[] {
  const finite = values.filter(Number.isFinite)
  const mean = finite.reduce((sum, value) => sum + value / finite.length, 0)
  return Array.from({ length: width }, (_, index) => {
    const from = Math.floor((index * values.length) / width)
    const to = Math.floor(((index + 1) * values.length) / width)
    return furthest(values.slice(from, to), mean)
  })
}

function furthest(stretch: readonly number[], mean: number): number {
  let found = Number.NaN
  for (const value of stretch) {
    if (Number.isNaN(value)) continue
    if (Number.isNaN(found) || Math.abs(value - mean) > Math.abs(found - mean)) found = value
  }
  return found
}
