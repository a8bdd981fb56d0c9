import { createRequire } from 'node:module'
import { join } from 'node:path'

const require = createRequire(join(import.meta.dirname, '../../packages/autolog/package.json'))

/** Another version of an SDK, which lies with the package that names it. */
export function sdkVersion<Module>(name: string): Module {
  return require(name) as Module
}
