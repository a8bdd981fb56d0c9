export interface StepBins {
  step: number
  counts: number[]
  edges: number[]
}

export interface Spread {
  from: number
  to: number
  /** For each step, the share of its values in each of the rows, the lowest first. */
  shares: Float64Array[]
}

/** Histograms with bins of their own, brought onto common rows: a bin's count is spread evenly over what it covers. */
export function spreadBins(steps: readonly StepBins[], rows: number): Spread {
  const from = Math.min(...steps.map(({ edges }) => edges[0]!))
  const to = Math.max(...steps.map(({ edges }) => edges.at(-1)!))
  const height = (to - from) / rows || 1
  const shares = steps.map(({ counts, edges }) => {
    const total = counts.reduce((sum, count) => sum + count, 0) || 1
    const share = new Float64Array(rows)
    counts.forEach((count, bin) => {
      const low = edges[bin]!
      const high = edges[bin + 1]!
      const first = Math.max(0, Math.floor((low - from) / height))
      const last = Math.min(rows - 1, Math.ceil((high - from) / height) - 1)
      for (let row = first; row <= last; row += 1) {
        const covered = Math.min(high, from + (row + 1) * height) - Math.max(low, from + row * height)
        share[row]! += (count / total) * (covered / (high - low))
      }
    })
    return share
  })
  return { from, to, shares }
}
