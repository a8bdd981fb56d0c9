/** The bucket of a place on the axis: the range is cut into equal parts, and its end belongs to the last one. */
export function bucketOf(at: number, from: number, to: number, buckets: number): number {
  if (to <= from) return 0
  return Math.min(buckets - 1, Math.floor(((at - from) / (to - from)) * buckets))
}
