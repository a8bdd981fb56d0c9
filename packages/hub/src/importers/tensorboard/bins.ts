import type { EventValue } from './event.ts'
import type { Tensor } from './tensor.ts'

export interface Bins {
  counts: number[]
  /** One more than counts, rising. */
  edges: number[]
}

/** As many as a histogram of ours holds; writers of event files use up to some thousand, most of them narrow. */
const MOST_BINS = 512

/** Limits are the upper ends of the bins; the outermost reach to infinity, so the least and greatest value bound them. */
export function binsOf({ limits, counts, min, max }: NonNullable<EventValue['histogram']>): Bins {
  const filled = counts.flatMap((count, index) => (count > 0 ? [index] : []))
  if (filled.length === 0) return { counts: [0], edges: [0, 1] }
  const first = filled[0]!
  const last = filled.at(-1)!
  const edges = [min, ...limits.slice(first, last), Math.max(max, limits[last - 1] ?? max)]
  return fewer({ counts: counts.slice(first, last + 1), edges: rising(edges) })
}

/** Rows of left end, right end and count. */
export function binsOfRows({ numbers }: Tensor): Bins {
  const rows = Array.from({ length: Math.floor(numbers.length / 3) }, (_, row) => numbers.slice(row * 3, row * 3 + 3))
  if (rows.length === 0) return { counts: [0], edges: [0, 1] }
  return fewer({ counts: rows.map(row => row[2]!), edges: rising([rows[0]![0]!, ...rows.map(row => row[1]!)]) })
}

// all values alike leave bins without a width
function rising(edges: number[]): number[] {
  for (let index = 1; index < edges.length; index++) {
    const before = edges[index - 1]!
    if (!(edges[index]! > before)) edges[index] = before + Math.max(Math.abs(before) * 1e-12, 1e-12)
  }
  return edges
}

/** Neighbours are put together until few enough are left. */
function fewer(bins: Bins): Bins {
  let { counts, edges } = bins
  while (counts.length > MOST_BINS) {
    const odd = counts.length % 2 === 1
    counts = Array.from(
      { length: Math.ceil(counts.length / 2) },
      (_, index) => counts[2 * index]! + (counts[2 * index + 1] ?? 0),
    )
    edges = [...edges.filter((_, index) => index % 2 === 0), ...(odd ? [edges.at(-1)!] : [])]
  }
  return { counts, edges }
}
