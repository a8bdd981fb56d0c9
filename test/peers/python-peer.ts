import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** The interpreter of a peer's virtual environment, or undefined where it is not installed. */
export function pythonPeer(name: string): string | undefined {
  const folder = join(import.meta.dirname, '..', '..', '.cache', 'peers', name)
  return existsSync(join(folder, 'installed.txt')) ? join(folder, 'bin', 'python') : undefined
}

/** Why the tests beside a peer are skipped. */
export function absentPeer(name: string): string {
  return `the Python peer ${name} is not installed; npm run peers -- ${name}`
}
