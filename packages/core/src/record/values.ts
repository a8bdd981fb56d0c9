/** A TF.js tensor, or what looks like one, as far as we need it. */
interface TensorLike {
  dataSync(): ArrayLike<number | bigint>
  size: number
}

/**
 * The number that a value stands for as a scalar, or `undefined` when it is none.
 *
 * | value                                 | number                              |
 * | ------------------------------------- | ----------------------------------- |
 * | number, NaN and both infinities       | itself                              |
 * | boolean                               | 1 or 0                              |
 * | bigint                                | the nearest number                  |
 * | Date                                  | milliseconds since the Unix epoch   |
 * | numeric typed array of length one     | its element                         |
 * | TF.js tensor of one element           | its element, read with `dataSync()` |
 *
 * Anything else is no scalar: strings (also numeric ones), null, undefined, arrays, functions, other objects.
 */
export function toScalar(value: unknown): number | undefined {
  switch (typeof value) {
    case 'number':
      return value
    case 'boolean':
      return value ? 1 : 0
    case 'bigint':
      return Number(value)
    case 'object':
      return value === null ? undefined : objectToScalar(value)
    default:
      return undefined
  }
}

function objectToScalar(value: object): number | undefined {
  if (value instanceof Date) return value.getTime()
  if (ArrayBuffer.isView(value))
    return value instanceof DataView ? undefined : soleElement(value as unknown as ArrayLike<number>)
  if (isTensor(value) && value.size === 1) return soleElement(value.dataSync())
  return undefined
}

function isTensor(value: object): value is TensorLike {
  return 'dataSync' in value && typeof value.dataSync === 'function' && 'size' in value
}

function soleElement(elements: ArrayLike<number | bigint>): number | undefined {
  return elements.length === 1 ? Number(elements[0]) : undefined
}
