/** The object, of a value and its prototypes, that has a method of its own. */
export function ownerOf(method: string, value: unknown): object | undefined {
  for (let object = value; typeof object === 'object' && object !== null; object = Object.getPrototypeOf(object))
    if (typeof Object.getOwnPropertyDescriptor(object, method)?.value === 'function') return object
  return undefined
}
