import { hostname } from 'node:os'
import { join } from 'node:path'
import type { FileSystem, IdSource } from '../contracts/ports.ts'
import { JournalLockedError } from '../errors/journal-locked-error.ts'
import { acquireOwnership, describeOwner, isThisThread, ownerOf, type Owner } from '../lock/owner-lock.ts'

/** Makes this thread the only writer of a journal. Throws `JournalLockedError`; a dead process's lock is taken over. */
export function acquireJournalLock(
  folder: string,
  thread: number,
  fileSystem: FileSystem,
  ids: IdSource,
): { release(): void } {
  const lock = lockPath(folder)
  const ownership = acquireOwnership(lock, thread, fileSystem, ids)
  const { owner } = ownership
  if (owner === undefined) return ownership
  const remedy =
    owner.host === hostname()
      ? 'Finish that run first, or give this one an id of its own.'
      : `If that machine is gone, remove ${lock} and try again.`
  throw new JournalLockedError(folder, describeOwner(owner), remedy, isThisThread(owner, thread))
}

/** The living writer of a journal: `undefined` when there is none. A writer on another host counts as living. */
export function livingWriter(folder: string, fileSystem: FileSystem): Owner | undefined {
  return ownerOf(lockPath(folder), fileSystem)
}

function lockPath(folder: string): string {
  return join(folder, 'writer.lock')
}
