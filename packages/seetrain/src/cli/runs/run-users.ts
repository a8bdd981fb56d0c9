import { hostname } from 'node:os'
import { join } from 'node:path'
import { describeOwner, listWriters, ownerOf, writerFolder, type FileSystem } from '@seetrain/core'

/** A process that writes a run, or delivers it to a sink. */
export interface RunUser {
  who: string
  isHere: boolean
  lock: string
}

/** Somebody who uses the run at this moment. */
export function findUser(runDir: string, fileSystem: FileSystem): RunUser | undefined {
  for (const lock of locksOf(runDir, fileSystem)) {
    const owner = ownerOf(lock, fileSystem)
    if (owner !== undefined) return { who: describeOwner(owner), isHere: owner.host === hostname(), lock }
  }
  return undefined
}

/** Locks whose owners are gone. They hinder nobody: the next owner takes them over. */
export function staleLocks(runDir: string, fileSystem: FileSystem): string[] {
  return locksOf(runDir, fileSystem).filter(lock => ownerOf(lock, fileSystem) === undefined)
}

/** The journals' locks and the cursors'. */
function locksOf(runDir: string, fileSystem: FileSystem): string[] {
  const journals = listWriters(runDir, fileSystem).map(writer => writerFolder(runDir, writer))
  return [...journals, join(runDir, 'cursors')].flatMap(folder =>
    fileSystem
      .list(folder)
      .filter(name => name.endsWith('.lock'))
      .map(name => join(folder, name)),
  )
}
