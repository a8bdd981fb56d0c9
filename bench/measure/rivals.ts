import { execFile } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const MANIFEST = join(import.meta.dirname, '../rivals/package.json')
const FOLDER = join(import.meta.dirname, '../../.cache/bench/rivals')

/** Loads a package that only this benchmark needs, from a folder of its own. */
export const rivalPackage: NodeJS.Require & (<Module>(name: string) => Module) = createRequire(join(FOLDER, 'index.js'))

/** A copy that nobody else gets, nor any hook that is set up later: the next to load the package loads its own. */
export function rivalCopy<Module>(name: string): Module {
  const copy = rivalPackage<Module>(name)
  const inside = join(dirname(rivalPackage.resolve(name)), '/')
  for (const file of Object.keys(rivalPackage.cache)) if (file.startsWith(inside)) delete rivalPackage.cache[file]
  return copy
}

/** Installs what the manifest pins, unless that is there: some 300 MB, which `npm ci` shall not carry. */
export async function installRivals(): Promise<void> {
  const stamp = join(FOLDER, 'installed.json')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === readFileSync(MANIFEST, 'utf8')) return
  console.error('installing the rivals below .cache/bench')
  mkdirSync(FOLDER, { recursive: true })
  copyFileSync(MANIFEST, join(FOLDER, 'package.json'))
  // some name peers that they do not need here
  const options = ['--no-audit', '--no-fund', '--ignore-scripts', '--legacy-peer-deps', '--loglevel=error']
  await promisify(execFile)('npm', ['install', ...options], { cwd: FOLDER })
  copyFileSync(MANIFEST, stamp)
}

export function rivalVersion(name: string): string {
  const manifest = readFileSync(join(FOLDER, 'node_modules', name, 'package.json'), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}
