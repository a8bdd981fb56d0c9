import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** The folder of the built dashboard; undefined where it is not installed or not built. */
export function findWebRoot(): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve('@seetrain/web/package.json')
    const root = join(dirname(manifest), 'dist')
    return existsSync(join(root, 'index.html')) ? root : undefined
  } catch {
    return undefined
  }
}
