import { join } from 'node:path'
import { nodeFileSystem as files } from '@seetrain/core'
import { CommandError } from '../command-error.ts'
import { errorLine } from '../output/error-line.ts'

/** What a sweep took away, or would. */
export interface Swept {
  /** Blobs that nothing names. */
  blobs: string[]
  blobBytes: number
  /** Such blobs that stay, because they are young. */
  young: number
  /** What killed processes left: unfinished blobs, runs that were half removed. */
  leftovers: string[]
  leftoverBytes: number
}

export interface SweepOptions {
  names: ReadonlySet<string>
  /** What was written or stored again since this time stays. */
  before: number
  isDryRun: boolean
}

const CONDEMNED = 'condemned-'

/** Removes blobs that nothing names, and leftovers. */
export function sweep(home: string, options: SweepOptions): Swept {
  const swept: Swept = { blobs: [], blobBytes: 0, young: 0, leftovers: [], leftoverBytes: 0 }
  try {
    if (!options.isDryRun) pardonCondemned(home)
    sweepBlobs(home, options, swept)
    sweepLeftovers(home, options, swept)
    return swept
  } catch (error) {
    throw new CommandError(
      'failure',
      `gc: ${home} can not be swept (${errorLine(error)}). What was removed was not needed; check who may write there.`,
    )
  }
}

// a sweep that was killed may have taken one aside that a run had just stored again
function pardonCondemned(home: string): void {
  const incoming = join(home, 'blobs', 'incoming')
  for (const name of files.list(incoming).filter(entry => entry.startsWith(CONDEMNED))) {
    files.rename(join(incoming, name), blobPath(home, name.slice(CONDEMNED.length)))
  }
}

function sweepBlobs(home: string, { names, before, isDryRun }: SweepOptions, swept: Swept): void {
  const folders = files.list(join(home, 'blobs')).filter(name => /^[0-9a-f]{2}$/.test(name))
  for (const sha256 of folders.flatMap(folder => files.list(join(home, 'blobs', folder)))) {
    if (!/^[0-9a-f]{64}$/.test(sha256) || names.has(sha256)) continue
    const stat = files.stat(blobPath(home, sha256))
    if (stat === undefined) continue
    const isOld = stat.modifiedAt < before && (isDryRun || removeBlob(home, sha256, before))
    if (!isOld) swept.young++
    else {
      swept.blobs.push(sha256)
      swept.blobBytes += stat.size
    }
  }
}

/** Taken aside, looked at once more, and only then removed: a run may store the same bytes at this moment. */
function removeBlob(home: string, sha256: string, before: number): boolean {
  const aside = join(home, 'blobs', 'incoming', CONDEMNED + sha256)
  files.makeFolder(join(home, 'blobs', 'incoming'))
  files.rename(blobPath(home, sha256), aside)
  const isOld = (files.stat(aside)?.modifiedAt ?? 0) < before
  if (isOld) files.remove(aside)
  else files.rename(aside, blobPath(home, sha256))
  return isOld
}

function sweepLeftovers(home: string, { before, isDryRun }: SweepOptions, swept: Swept): void {
  const incoming = files.list(join(home, 'blobs', 'incoming')).map(name => join(home, 'blobs', 'incoming', name))
  const removed = files.list(home).filter(name => /^removed-.+-\d+$/.test(name))
  for (const path of [...incoming, ...removed.map(name => join(home, name))]) {
    const stat = files.stat(path)
    if (stat === undefined || stat.modifiedAt >= before) continue
    swept.leftovers.push(path)
    swept.leftoverBytes += bytesBelow(path)
    if (!isDryRun) files.remove(path)
  }
}

function bytesBelow(path: string): number {
  const stat = files.stat(path)
  if (stat === undefined || stat.isFile) return stat?.size ?? 0
  return files.list(path).reduce((sum, name) => sum + bytesBelow(join(path, name)), 0)
}

function blobPath(home: string, sha256: string): string {
  return join(home, 'blobs', sha256.slice(0, 2), sha256)
}
