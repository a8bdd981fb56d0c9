import { createRequire } from 'node:module'

/** Loads a dependency when it is first needed: `import 'seetrain'` and a start without settings do without it. */
export function loadPackage<T>(name: 'valibot' | 'yaml'): T {
  return createRequire(import.meta.url)(name) as T
}
