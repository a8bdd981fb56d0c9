import type { LogValues } from '@seetrain/core'

/** Where a point or a medium belongs. */
export type Place = { step?: number; epoch?: number; time?: number }

/**
 * Metrics as `run.log` takes them. A NumPy scalar or a tensor of one element comes from another process as an array of
 * one element, or as `{ data, shape }`; it becomes its number.
 */
export function metricValues(values: object): LogValues {
  const given = values as LogValues
  for (const name in given) if (typeof given[name] === 'object') return withoutArrays(given)
  return given
}

/** The number in an array of one element; any other value as it is. */
export function scalarOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const sole = soleElement(value) ?? ('shape' in value && 'data' in value ? soleElement(value.data) : undefined)
  if (sole !== undefined) return sole
  return Object.getPrototypeOf(value) === Object.prototype ? withoutArrays(value as LogValues) : value
}

/** Where points belong, without the members that nobody knows. */
export function at(step?: number, epoch?: unknown): Place {
  const options: Place = {}
  if (step !== undefined) options.step = step
  if (typeof epoch === 'number') options.epoch = epoch
  return options
}

function withoutArrays(values: LogValues): LogValues {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, scalarOf(value)]))
}

function soleElement(value: unknown): number | undefined {
  if (!ArrayBuffer.isView(value) || value instanceof DataView) return undefined
  const elements = value as unknown as ArrayLike<number | bigint>
  return elements.length === 1 ? Number(elements[0]) : undefined
}
