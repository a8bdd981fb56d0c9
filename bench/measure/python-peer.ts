import { existsSync } from 'node:fs'
import { join } from 'node:path'

const peers = join(import.meta.dirname, '..', '..', '.cache', 'peers')

/** A program of a Python peer; undefined where that is not installed: `npm run peers -- <name>`. */
export function peerProgram(name: string, program: string): string | undefined {
  return existsSync(join(peers, name, 'installed.txt')) ? join(peers, name, 'bin', program) : undefined
}
