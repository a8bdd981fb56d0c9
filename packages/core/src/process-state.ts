const KEY = Symbol.for('seetrain.state.1')

type ProcessWide = typeof globalThis & { [KEY]?: Record<string, unknown> }

/** State that all copies of the library in one process share, by name. The number in the key changes when a shape does. */
export function processState<T>(name: string, create: () => T): T {
  const members = ((globalThis as ProcessWide)[KEY] ??= {})
  return (members[name] ??= create()) as T
}
