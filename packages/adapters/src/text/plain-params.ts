const DEEPEST = 32

/** An array as another process sends it. */
interface NumbersWithShape {
  data: ArrayLike<unknown>
  shape: readonly number[]
}

/**
 * Hyperparameters as a config can hold them. People keep functions and live objects (an activation, a dataset) among
 * them; those become their names instead of failing the rest.
 */
export function plainParams(value: unknown, depth = 0): unknown {
  if (typeof value === 'function') return value.name || 'function'
  if (typeof value === 'symbol') return String(value)
  if (typeof value !== 'object' || value === null || value instanceof Date || ArrayBuffer.isView(value)) return value
  if (depth === DEEPEST) return '…'
  if ('shape' in value && 'data' in value) return nested(value as NumbersWithShape)
  if (Array.isArray(value)) return value.map(element => plainParams(element, depth + 1))
  if (value instanceof Map) return plainParams(Object.fromEntries(value), depth)
  if (!isRecord(value)) return Object.getPrototypeOf(value).constructor?.name ?? 'object'
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plainParams(member, depth + 1)]))
}

// a Namespace of parsed arguments is a class instance, too: its data is what counts
function isRecord(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null || Object.values(value).every(isSimple)
}

function isSimple(value: unknown): boolean {
  return value === null || ['number', 'string', 'boolean', 'bigint'].includes(typeof value)
}

/** The numbers as lists within lists; those of no dimension are one number. */
function nested({ data, shape: [length, ...inner] }: NumbersWithShape): unknown {
  const numbers = Array.from(data)
  if (length === undefined) return numbers[0]
  if (inner.length === 0) return numbers
  const size = numbers.length / length
  return Array.from({ length }, (_, row) => nested({ data: numbers.slice(row * size, (row + 1) * size), shape: inner }))
}
