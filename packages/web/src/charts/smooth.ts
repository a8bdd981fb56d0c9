/** Ways to smooth a line. `strength` is 0 (none) to 1; what it means is said beside each. */
export type SmoothingName = 'none' | 'ema' | 'mean' | 'gaussian'

export interface Smoothing {
  name: SmoothingName
  strength: number
}

/** A smoothed copy of `values`. Places without a number stay without one and do not pull their neighbours. */
export function smooth(x: Float64Array, values: Float64Array, { name, strength }: Smoothing): Float64Array {
  if (name === 'none' || strength <= 0 || values.length < 2) return values
  if (name === 'ema') return timeWeightedAverage(x, values, strength)
  // windows grow to a quarter of the line at full strength
  const reach = Math.max(1, Math.round((strength ** 2 * values.length) / 4))
  return name === 'mean' ? runningMean(values, reach) : gaussian(values, reach)
}

/**
 * An exponential average without the pull of its start, whose memory fades with the distance on the axis: uneven steps
 * are weighed by how far apart they are. At strength s a typical distance keeps the share s of what was.
 */
function timeWeightedAverage(x: Float64Array, values: Float64Array, strength: number): Float64Array {
  const typical = (x[x.length - 1]! - x[0]!) / (x.length - 1) || 1
  const kept = Math.min(strength, 0.999)
  const smoothed = new Float64Array(values.length)
  let sum = 0
  let weight = 0
  let before = x[0]!
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index]!
    if (!Number.isFinite(value)) {
      smoothed[index] = value
      continue
    }
    const share = kept ** ((x[index]! - before) / typical)
    sum = sum * share + value * (1 - kept)
    weight = weight * share + (1 - kept)
    before = x[index]!
    smoothed[index] = sum / weight
  }
  return smoothed
}

/** The mean of what lies within `reach` places to both sides. */
function runningMean(values: Float64Array, reach: number): Float64Array {
  const sums = new Float64Array(values.length + 1)
  const counts = new Float64Array(values.length + 1)
  values.forEach((value, index) => {
    const finite = Number.isFinite(value)
    sums[index + 1] = sums[index]! + (finite ? value : 0)
    counts[index + 1] = counts[index]! + (finite ? 1 : 0)
  })
  return values.map((value, index) => {
    if (!Number.isFinite(value)) return value
    const from = Math.max(0, index - reach)
    const to = Math.min(values.length, index + reach + 1)
    return (sums[to]! - sums[from]!) / (counts[to]! - counts[from]!)
  })
}

/** Weights that fall off as a bell with a deviation of half of `reach`. */
function gaussian(values: Float64Array, reach: number): Float64Array {
  const weights = Float64Array.from({ length: reach + 1 }, (_, distance) =>
    Math.exp(-(distance ** 2) / (2 * (reach / 2) ** 2)),
  )
  return values.map((value, index) => {
    if (!Number.isFinite(value)) return value
    let sum = 0
    let weight = 0
    const to = Math.min(values.length - 1, index + reach)
    for (let other = Math.max(0, index - reach); other <= to; other += 1) {
      if (!Number.isFinite(values[other]!)) continue
      const share = weights[Math.abs(other - index)]!
      sum += values[other]! * share
      weight += share
    }
    return sum / weight
  })
}
