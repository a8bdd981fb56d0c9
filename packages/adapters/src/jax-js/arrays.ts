import { flatNumbers } from '../values/flat-numbers.ts'
import { scalarOf } from '../values/metric-values.ts'

/** An array of jax-js. Whoever takes its data frees it, unless he asks for one reference more. */
interface JaxArray {
  readonly shape: readonly number[]
  readonly ref: JaxArray
  data(): Promise<ArrayLike<number | bigint>>
}

export interface NamedArray {
  name: string
  read: Promise<number[]>
}

export function isJaxArray(value: unknown): value is JaxArray {
  return (
    typeof value === 'object' && value !== null && 'ref' in value && 'data' in value && typeof value.data === 'function'
  )
}

/** Begins to read at once, so that the caller may go on to use up the array. */
export function readArray(value: unknown): Promise<number[]> {
  if (isJaxArray(value)) return value.ref.data().then(data => Array.from(data, Number))
  return Promise.resolve(flatNumbers(typeof value === 'number' ? [value] : value))
}

/** The number in an array, which is let go of: nobody else will use it. Anything else as it is. */
export async function takeScalar(value: unknown): Promise<unknown> {
  return isJaxArray(value) ? Number((await value.data())[0]) : scalarOf(value)
}

/** The arrays in a tree of objects and lists, named by their paths: `layers.0.w`. */
export function namedArrays(tree: unknown, name = ''): NamedArray[] {
  if (isLeaf(tree)) return [{ name, read: readArray(tree) }]
  if (typeof tree !== 'object' || tree === null) return []
  return Object.entries(tree).flatMap(([member, inner]) =>
    namedArrays(inner, name === '' ? member : `${name}.${member}`),
  )
}

/** Another process sends `{ data, shape }`, or lists of numbers. */
function isLeaf(value: unknown): boolean {
  if (typeof value === 'number' || isJaxArray(value) || ArrayBuffer.isView(value)) return true
  if (Array.isArray(value)) return value.length > 0 && value.flat(Infinity).every(item => typeof item === 'number')
  return typeof value === 'object' && value !== null && 'data' in value && 'shape' in value
}
