import { createRequire } from 'node:module'

const MISSING: { readonly [name: string]: (value: unknown) => boolean } = {
  isNullOrUndefined: value => value === null || value === undefined,
  isArray: value => Array.isArray(value),
}

/**
 * Puts back two functions of `node:util` that tfjs-node calls in nearly every operation, and that Node removed: without
 * them it loads on Node 23 and newer, and fails at its first operation. Does nothing where Node has them.
 */
export function restoreUtilFunctions(): void {
  // of the module that `require` gives: what `import` gives is read-only
  const util = createRequire(import.meta.url)('node:util') as { [name: string]: unknown }
  for (const [name, replacement] of Object.entries(MISSING)) util[name] ??= replacement
}
