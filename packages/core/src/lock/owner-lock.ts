import { hostname } from 'node:os'
import type { FileSystem, IdSource } from '../contracts/ports.ts'
import { FileLock } from './file-lock.ts'

const ATTEMPTS = 5

/** Who holds a lock for as long as it works. */
export interface Owner {
  pid: number
  /** Start of the process in clock ticks, where the system tells: a pid alone may have been given to another. */
  startedAt?: string
  host: string
  /** `worker_threads.threadId`: 0 for the main thread. */
  thread: number
  nonce: string
}

/** What an attempt to become the owner gives: the lock, or the living owner that has it. */
export type Ownership = { release(): void; owner?: undefined } | { owner: Owner }

/**
 * Tries to become the one owner of what a lock file stands for, without waiting. The lock of a dead process is taken
 * over; one on another host counts as living, since nobody here can know.
 */
export function acquireOwnership(lock: string, thread: number, fileSystem: FileSystem, ids: IdSource): Ownership {
  const nonce = ids.hex(8)
  const mine: Owner = {
    pid: process.pid,
    startedAt: processStart(process.pid, fileSystem),
    host: hostname(),
    thread,
    nonce,
  }
  const claim = `${lock}.${nonce}`
  fileSystem.writeFileAtomic(claim, JSON.stringify(mine))
  try {
    for (let attempt = 1; ; attempt++) {
      if (tryLink(claim, lock, fileSystem)) return { release: () => release(lock, nonce, fileSystem) }
      const owner = readOwner(lock, fileSystem)
      // after a few attempts among processes that come and go, whoever has it now has it
      if (owner !== undefined && (attempt === ATTEMPTS || isAlive(owner, fileSystem))) return { owner }
      removeStale(lock, fileSystem, ids)
    }
  } finally {
    fileSystem.remove(claim)
  }
}

/** The living owner of a lock; `undefined` when nobody has it. */
export function ownerOf(lock: string, fileSystem: FileSystem): Owner | undefined {
  const owner = readOwner(lock, fileSystem)
  return owner !== undefined && isAlive(owner, fileSystem) ? owner : undefined
}

export function isThisThread(owner: Owner, thread: number): boolean {
  return owner.host === hostname() && owner.pid === process.pid && owner.thread === thread
}

/** An owner in words: `process 12`, `this process (thread 1)`, `process 12 on node7`. */
export function describeOwner({ host, pid, thread }: Owner): string {
  const here = host === hostname()
  const who = here && pid === process.pid ? 'this process' : `process ${pid}`
  return `${who}${here ? '' : ` on ${host}`}${thread === 0 ? '' : ` (thread ${thread})`}`
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

// under a second, short lock: of several who find a dead owner exactly one removes it, and never its successor
function removeStale(lock: string, fileSystem: FileSystem, ids: IdSource): void {
  new FileLock(`${lock}.takeover`, { fileSystem, ids }).hold(assertHeld => {
    if (ownerOf(lock, fileSystem) !== undefined) return
    assertHeld()
    fileSystem.remove(lock)
  })
}

function release(lock: string, nonce: string, fileSystem: FileSystem): void {
  try {
    if (readOwner(lock, fileSystem)?.nonce === nonce) fileSystem.remove(lock)
  } catch {
    // a folder that is gone or read-only holds no lock worth keeping
  }
}

function readOwner(lock: string, fileSystem: FileSystem): Owner | undefined {
  try {
    return JSON.parse(Buffer.from(fileSystem.readFile(lock)).toString()) as Owner
  } catch {
    return undefined
  }
}

/** Whether the process of an owner still runs. One on another host counts as running. */
export function isAlive(owner: Pick<Owner, 'host' | 'pid' | 'startedAt'>, fileSystem: FileSystem): boolean {
  if (owner.host !== hostname()) return true
  try {
    process.kill(owner.pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  return owner.startedAt === undefined || processStart(owner.pid, fileSystem) === owner.startedAt
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
