import { hostname } from 'node:os'
import { join } from 'node:path'
import { listWriters, livingWriter, writerFolder, type FileSystem } from '@seetrain/core'

const LOCK_NAME = 'writer.lock'

/** A process that writes a run, or delivers it to a sink. */
export interface RunUser {
  who: string
  isHere: boolean
  lock: string
}

/** Somebody who uses the run at this moment. */
export function findUser(runDir: string, fileSystem: FileSystem): RunUser | undefined {
  for (const folder of lockFolders(runDir, fileSystem)) {
    const holder = livingWriter(folder, fileSystem)
    if (holder === undefined) continue
    const isHere = holder.host === hostname()
    return { who: `process ${holder.pid}${isHere ? '' : ` on ${holder.host}`}`, isHere, lock: join(folder, LOCK_NAME) }
  }
  return undefined
}

/** Locks whose holders are gone. They hinder nobody: the next writer takes them over. */
export function staleLocks(runDir: string, fileSystem: FileSystem): string[] {
  return lockFolders(runDir, fileSystem)
    .filter(folder => livingWriter(folder, fileSystem) === undefined)
    .map(folder => join(folder, LOCK_NAME))
    .filter(lock => fileSystem.stat(lock) !== undefined)
}

function lockFolders(runDir: string, fileSystem: FileSystem): string[] {
  const cursors = join(runDir, 'cursors')
  const journals = listWriters(runDir, fileSystem).map(writer => writerFolder(runDir, writer))
  return [
    ...journals,
    ...fileSystem
      .list(cursors)
      .filter(name => name.endsWith('.lock'))
      .map(name => join(cursors, name)),
  ]
}
