interface Batch {
  data: { length: number; subarray(from: number, to: number): unknown }
  shape: readonly number[]
}

/** One film after the other of a batch of five dimensions; anything else is one film. */
export function films(video: unknown): unknown[] {
  const { data, shape } = (typeof video === 'object' && video !== null ? video : {}) as Partial<Batch>
  if (!ArrayBuffer.isView(data) || shape?.length !== 5) return [video]
  const [count = 0, ...frames] = shape
  const size = data.length / count
  return Array.from({ length: count }, (_, index) => ({
    data: data.subarray(index * size, (index + 1) * size),
    shape: frames,
  }))
}
