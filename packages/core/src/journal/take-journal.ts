import type { FileSystem, IdSource } from '../contracts/ports.ts'
import { acquireJournalLock } from './journal-lock.ts'
import { recoverJournal, type Recovered } from './recover.ts'

export interface TakenJournal extends Recovered {
  /** Lets another writer have it. */
  release(): void
}

/** Locks a journal for this thread and finds where its last good frame ends. Holds no lock when that throws. */
export function takeJournal(folder: string, thread: number, fileSystem: FileSystem, ids: IdSource): TakenJournal {
  const lock = acquireJournalLock(folder, thread, fileSystem, ids)
  try {
    return { ...recoverJournal(folder, fileSystem), release: lock.release }
  } catch (error) {
    lock.release()
    throw error
  }
}
