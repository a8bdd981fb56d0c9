import { hostname } from 'node:os'
import type { FileSystem, IdSource } from '../contracts/ports.ts'
import { diag } from '../diag.ts'
import { LockBusyError } from '../errors/lock-busy-error.ts'

export interface FileLockParts {
  fileSystem: FileSystem
  ids: IdSource
  /** Blocks the thread. Default: `Atomics.wait`. */
  wait?: (milliseconds: number) => void
}

/** Held for a few milliseconds, so a dead holder that is still there after this long is really dead. */
const PATIENCE_WITH_THE_DEAD_MS = 100
/** The same for one whose process seems to live: on another machine, or its number was given to another process. */
const PATIENCE_WITH_THE_LIVING_MS = 10_000
const LONGEST_WAIT_MS = 30_000
const LONGEST_PAUSE_MS = 20

/**
 * A short lock between threads, processes and machines that share a folder. The file's content names its holder and is
 * unique; `link` makes it appear whole or not at all. What a dead holder left is removed under a second lock, so that
 * of several who find it exactly one removes it and nobody removes the lock of its successor.
 */
export class FileLock {
  readonly #path: string
  readonly #parts: FileLockParts

  constructor(path: string, parts: FileLockParts) {
    this.#path = path
    this.#parts = parts
  }

  /**
   * Runs `section` alone. It must call `assertHeld` right before it publishes: a process that was stopped for long
   * may have lost the lock to another.
   */
  hold<T>(section: (assertHeld: () => void) => T): T {
    const claim = this.#acquire()
    try {
      return section(() => {
        if (this.#holder() !== claim)
          throw new LockBusyError(this.#path, 'another process took it over, because this one stood still')
      })
    } finally {
      this.#release(claim)
    }
  }

  // what the section did stands; a lock that can not be removed is taken over in time
  #release(claim: string): void {
    try {
      if (this.#holder() === claim) this.#parts.fileSystem.remove(this.#path)
    } catch (error) {
      diag.debug(`${this.#path}: not removed: ${String(error)}`)
    }
  }

  /** Returns what the lock file holds while it is ours. */
  #acquire(): string {
    const { fileSystem, ids, wait = sleep } = this.#parts
    const token = ids.hex(8)
    const claim = JSON.stringify({ pid: process.pid, host: hostname(), token })
    const draft = `${this.#path}.${token}`
    fileSystem.writeFileAtomic(draft, claim)
    try {
      let rival: string | undefined
      let rivalSince = 0
      for (
        let waited = 0, pause = 1;
        waited < LONGEST_WAIT_MS;
        waited += pause, pause = Math.min(pause + 1, LONGEST_PAUSE_MS)
      ) {
        if (this.#link(draft)) return claim
        const holder = this.#holder()
        if (holder !== rival) {
          rival = holder
          rivalSince = waited
        } else if (holder !== undefined && waited - rivalSince >= patienceWith(holder)) this.#removeAbandoned(holder)
        wait(pause)
      }
      throw new LockBusyError(this.#path, `not free within ${LONGEST_WAIT_MS / 1000} s`)
    } finally {
      fileSystem.remove(draft)
    }
  }

  #link(draft: string): boolean {
    try {
      this.#parts.fileSystem.link(draft, this.#path)
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
      throw error
    }
  }

  #holder(): string | undefined {
    try {
      return Buffer.from(this.#parts.fileSystem.readFile(this.#path)).toString()
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
  }

  #removeAbandoned(abandoned: string): void {
    new FileLock(`${this.#path}.takeover`, this.#parts).hold(() => {
      if (this.#holder() === abandoned) this.#parts.fileSystem.remove(this.#path)
    })
  }
}

function patienceWith(holder: string): number {
  const { pid, host } = parse(holder)
  return host === hostname() && typeof pid === 'number' && !isAlive(pid)
    ? PATIENCE_WITH_THE_DEAD_MS
    : PATIENCE_WITH_THE_LIVING_MS
}

function parse(holder: string): { pid?: unknown; host?: unknown } {
  try {
    return Object(JSON.parse(holder)) as { pid?: unknown; host?: unknown }
  } catch {
    return {}
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}
