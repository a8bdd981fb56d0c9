import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'

/** `seetrain 0.1.0, pino 10.4.0`: what was really loaded, not what was asked for. */
export function packageVersions(...names: string[]): string {
  return names.map(name => `${name} ${versionOf(name)}`).join(', ')
}

function versionOf(name: string): string {
  const path = findPackageJSON(name, import.meta.url)
  if (path === undefined) return 'unknown'
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string }
  return version
}
