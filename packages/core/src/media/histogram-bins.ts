/** Counts of values between edges: bin `i` holds what is from `edges[i]` to below `edges[i + 1]`, the last one its upper edge too. */
export interface Bins {
  edges: number[]
  counts: number[]
  /** Finite values, and how many of each other kind were left out of the bins. */
  count: number
  nan: number
  positiveInfinity: number
  negativeInfinity: number
  /** Finite values outside a given range. */
  outside: number
  /** Of the finite values; absent when there are none. */
  min?: number
  max?: number
  mean?: number
  std?: number
}

type Numbers = ArrayLike<number | bigint | boolean>

/** Without a range, the bins span the finite values. */
export function binValues(values: Numbers, bins: number, range?: readonly [number, number]): Bins {
  const summary = summarise(values)
  const edges = spread(range?.[0] ?? summary.min ?? 0, range?.[1] ?? summary.max ?? 1, bins)
  const counts = new Array<number>(bins).fill(0)
  let outside = 0
  for (let i = 0; i < values.length; i++) {
    const value = Number(values[i])
    if (!Number.isFinite(value)) continue
    const bin = findBin(edges, value)
    if (bin === undefined) outside++
    else counts[bin] = (counts[bin] as number) + 1
  }
  return { edges, counts, outside, ...summary }
}

function summarise(values: Numbers): Omit<Bins, 'edges' | 'counts' | 'outside'> {
  let [count, nan, positiveInfinity, negativeInfinity, mean, squares] = [0, 0, 0, 0, 0, 0]
  let [min, max] = [Infinity, -Infinity]
  for (let i = 0; i < values.length; i++) {
    const value = Number(values[i])
    if (Number.isNaN(value)) nan++
    else if (value === Infinity) positiveInfinity++
    else if (value === -Infinity) negativeInfinity++
    else {
      count++
      if (value < min) min = value
      if (value > max) max = value
      // Welford: exact where a sum of squares would cancel
      const delta = value - mean
      mean += delta / count
      squares += delta * (value - mean)
    }
  }
  const apart = { count, nan, positiveInfinity, negativeInfinity }
  return count === 0 ? apart : { ...apart, min, max, mean, std: Math.sqrt(squares / count) }
}

/** Equal steps, all different. A range too narrow for that, such as that of constant values, is widened around its middle. */
function spread(low: number, high: number, bins: number): number[] {
  const edges = Array.from({ length: bins + 1 }, (_, i) => low * (1 - i / bins) + high * (i / bins))
  edges[0] = low
  edges[bins] = high
  if (edges.every((edge, i) => i === 0 || edge > (edges[i - 1] as number))) return edges
  const middle = low / 2 + high / 2
  const half = Math.max(0.5, Math.abs(middle) * 1e-6)
  return spread(Math.max(-Number.MAX_VALUE, middle - half), Math.min(Number.MAX_VALUE, middle + half), bins)
}

/** The even steps give a guess, the edges decide. */
function findBin(edges: readonly number[], value: number): number | undefined {
  const last = edges.length - 1
  const [low, high] = [edges[0] as number, edges[last] as number]
  if (value < low || value > high) return undefined
  // halves, because the width of the whole range may overflow
  let bin = Math.min(last - 1, Math.floor(((value / 2 - low / 2) / (high / 2 - low / 2)) * last))
  while (value < (edges[bin] as number)) bin--
  while (bin < last - 1 && value >= (edges[bin + 1] as number)) bin++
  return bin
}
