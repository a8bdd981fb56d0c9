/** Every number of a nested list, a typed array or `{ data, shape }`, in the order of its shape. Nothing when it is absent. */
export function flatNumbers(value: unknown): number[] {
  if (value === undefined || value === null) return []
  const { data } = value as { data?: unknown }
  if (data !== undefined && !ArrayBuffer.isView(value)) return flatNumbers(data)
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number | bigint>, Number)
  return Array.isArray(value)
    ? value.flatMap(member => (typeof member === 'object' ? flatNumbers(member) : Number(member)))
    : []
}
