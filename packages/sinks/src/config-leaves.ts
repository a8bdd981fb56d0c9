import type { Plain, PlainObject } from '@seetrain/core'

/** The members of a config that hold no further ones, with the paths to them. */
export function* configLeaves(
  config: PlainObject,
  path: readonly string[] = [],
): Generator<[path: string[], value: Plain]> {
  for (const [name, value] of Object.entries(config)) {
    const nested = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
    if (nested && Object.keys(value).length > 0) yield* configLeaves(value as PlainObject, [...path, name])
    else yield [[...path, name], value]
  }
}
