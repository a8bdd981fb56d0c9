import { flatNumbers } from '../values/flat-numbers.ts'

const MOST_BINS = 512

/**
 * What `add_histogram_raw` counted, as counts between edges. Its limits are the upper ends of the buckets, of which the
 * first and last may lie anywhere; empty ones at both ends are left out, and neighbours joined when there are too many.
 */
export function countedHistogram(min: number, limits: unknown, counts: unknown): { counts: number[]; edges: number[] } {
  const [upper, all] = [flatNumbers(limits), flatNumbers(counts)]
  const first = Math.max(
    all.findIndex(count => count > 0),
    0,
  )
  const last = all.findLastIndex(count => count > 0)
  const width = Math.max(Math.ceil((last - first + 1) / MOST_BINS), 1)
  const start = upper[first] as number
  const joined: number[] = []
  const edges = [min < start ? min : start - 1]
  for (let at = first; at <= last; at += width) {
    const end = Math.min(at + width - 1, last)
    joined.push(all.slice(at, end + 1).reduce((sum, count) => sum + count, 0))
    edges.push(upper[end] as number)
  }
  return { counts: joined, edges }
}
