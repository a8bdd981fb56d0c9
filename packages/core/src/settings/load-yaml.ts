import { createRequire } from 'node:module'

/** Loads the parser when a file is written in YAML: a start without one does not wait for it. */
export function loadYaml(): typeof import('yaml') {
  return createRequire(import.meta.url)('yaml') as typeof import('yaml')
}
