import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const require = createRequire(import.meta.url)

/** The folder that holds the Python package: beside this one's `dist`, or in the repository. Undefined where neither is. */
export function findPython(): string | undefined {
  const root = packageRoot()
  return [join(root, 'python'), join(root, '..', '..', 'python')].find(folder =>
    existsSync(join(startupOf(folder), 'sitecustomize.py')),
  )
}

/** The folder whose `sitecustomize` a Python reads at its start. */
export function startupOf(python: string): string {
  return join(python, 'seetrain', 'zero_code', 'startup')
}

/** What a Node program requires at its start; undefined where autolog is not installed. */
export function findPreload(): string | undefined {
  try {
    require.resolve('seetrain/autolog')
    return join(packageRoot(), 'bin', 'preload.cjs')
  } catch {
    return undefined
  }
}

function packageRoot(): string {
  return dirname(require.resolve('seetrain/package.json'))
}
