import { hostname } from 'node:os'
import { join } from 'node:path'
import type { FileSystem, IdSource } from '../contracts/ports.ts'

import { JournalLockedError } from '../errors/journal-locked-error.ts'
import { FileLock } from '../lock/file-lock.ts'

const LOCK_NAME = 'writer.lock'
const ATTEMPTS = 5

interface Holder {
  pid: number
  /** Start of the process in clock ticks, where the system tells: a pid alone may have been given to another. */
  startedAt?: string
  host: string
  thread: number
  nonce: string
}

/** Makes this thread the only writer of a journal. Throws `JournalLockedError`; a dead process's lock is taken over. */
export function acquireJournalLock(
  folder: string,
  thread: number,
  fileSystem: FileSystem,
  ids: IdSource,
): { release(): void } {
  const lock = join(folder, LOCK_NAME)
  const mine: Holder = { pid: process.pid, startedAt: processStart(process.pid, fileSystem), host: hostname(), thread, nonce: ids.hex(8) }
  const claim = `${lock}.${mine.nonce}`
  fileSystem.writeFileAtomic(claim, JSON.stringify(mine))
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (tryLink(claim, lock, fileSystem)) return { release: () => release(lock, mine.nonce, fileSystem) }
      const holder = readHolder(lock, fileSystem)
      if (holder !== undefined && isAlive(holder, fileSystem)) throw lockedError(folder, lock, holder, thread)
      removeStale(lock, fileSystem, ids)
    }
    throw new JournalLockedError(folder, 'several processes that come and go', 'Try again.')
  } finally {
    fileSystem.remove(claim)
  }
}

/** Whether a living writer holds the journal: `undefined` when nobody does. A holder on another host counts as living. */
export function livingWriter(folder: string, fileSystem: FileSystem): { pid: number; host: string; thread: number } | undefined {
  const holder = readHolder(join(folder, LOCK_NAME), fileSystem)
  return holder !== undefined && isAlive(holder, fileSystem) ? holder : undefined
}

function lockedError(folder: string, lock: string, holder: Holder, thread: number): JournalLockedError {
  const here = holder.host === hostname()
  const who = `${here && holder.pid === process.pid ? 'this process' : `process ${holder.pid}`}${here ? '' : ` on ${holder.host}`}${holder.thread ? ` (thread ${holder.thread})` : ''}`
  return new JournalLockedError(
    folder,
    who,
    here
      ? 'Finish that run first, or give this one an id of its own.'
      : `If that machine is gone, remove ${lock} and try again.`,
    here && holder.pid === process.pid && holder.thread === thread,
  )
}

function tryLink(claim: string, lock: string, fileSystem: FileSystem): boolean {
  try {
    fileSystem.link(claim, lock)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

// under a second, short lock: of several who find a dead holder exactly one removes it, and never its successor
function removeStale(lock: string, fileSystem: FileSystem, ids: IdSource): void {
  new FileLock(`${lock}.takeover`, { fileSystem, ids }).hold(assertHeld => {
    const holder = readHolder(lock, fileSystem)
    if (holder !== undefined && isAlive(holder, fileSystem)) return
    assertHeld()
    fileSystem.remove(lock)
  })
}

function release(lock: string, nonce: string, fileSystem: FileSystem): void {
  try {
    if (readHolder(lock, fileSystem)?.nonce === nonce) fileSystem.remove(lock)
  } catch {
    // a folder that is gone or read-only holds no lock worth keeping
  }
}

function readHolder(lock: string, fileSystem: FileSystem): Holder | undefined {
  try {
    return JSON.parse(Buffer.from(fileSystem.readFile(lock)).toString()) as Holder
  } catch {
    return undefined
  }
}

function isAlive(holder: Holder, fileSystem: FileSystem): boolean {
  if (holder.host !== hostname()) return true
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  return holder.startedAt === undefined || processStart(holder.pid, fileSystem) === holder.startedAt
}

function processStart(pid: number, fileSystem: FileSystem): string | undefined {
  try {
    const stat = Buffer.from(fileSystem.readFile(`/proc/${pid}/stat`)).toString()
    // the name in parentheses may hold anything; behind it come the state and, 19 fields later, the start
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? undefined : fields[19]
  } catch {
    return undefined
  }
}
