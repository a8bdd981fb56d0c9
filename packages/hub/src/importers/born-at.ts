import { statSync } from 'node:fs'

/** When a file or folder was made, as far as its file system knows; it was there when it was last changed, too. */
export function bornAt(path: string): number {
  const { birthtimeMs, mtimeMs } = statSync(path)
  return Math.floor(Math.min(birthtimeMs || mtimeMs, mtimeMs))
}
