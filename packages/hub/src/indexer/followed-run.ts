import { join } from 'node:path'
import { listWriters, writerFolder, type BlobStore, type FileSystem } from '@seetrain/core'
import type { Store, StoredCursor } from '../store/store.ts'
import type { FolderWatch } from './folder-watch.ts'
import { JournalTail } from './journal-tail.ts'

export interface FollowedRunOptions {
  runId: string
  runDir: string
  store: Store
  fileSystem: FileSystem
  blobs: BlobStore
  watch: FolderWatch
  /** Something in one of the run's folders changed. */
  onChange: () => void
}

/** What a look at the folders of a run found. */
export interface Look {
  /** Bytes that are not taken in. */
  behind: number
  /** Whether a journal is gone or shorter than what was taken in, and which. */
  shrunk: { writer: string; isGone: boolean } | undefined
}

/** One run with its journals: which there are, how far each is taken in, and whether they change. */
export class FollowedRun {
  readonly id: string
  readonly #options: FollowedRunOptions
  readonly #tails = new Map<string, JournalTail>()
  /** Of journals that are not followed yet. */
  readonly #cursors: Map<string, StoredCursor>
  readonly #watches = new Map<string, { close(): void }>()
  /** As the store was told last. */
  alive: boolean | undefined
  /** When it grew last, by the clock of who follows. */
  grewAt = -Infinity
  /** Bytes that no reading can take in for now: a torn end, or one that is being written. Undefined: look again. */
  unread: number | undefined

  constructor(options: FollowedRunOptions, cursors: readonly StoredCursor[]) {
    this.id = options.runId
    this.#options = options
    this.#cursors = new Map(cursors.map(cursor => [cursor.writer, cursor]))
    for (const cursor of cursors) this.#follow(cursor.writer)
  }

  get dir(): string {
    return this.#options.runDir
  }

  get exists(): boolean {
    return this.#options.fileSystem.stat(this.#options.runDir) !== undefined
  }

  get tails(): Iterable<JournalTail> {
    return this.#tails.values()
  }

  /** Finds new journals and compares the known ones with what was taken in. */
  look(): Look {
    const { runDir, fileSystem } = this.#options
    const writers = listWriters(runDir, fileSystem)
    for (const writer of writers) if (!this.#tails.has(writer)) this.#follow(writer)
    let behind = 0
    for (const tail of this.#tails.values()) {
      const isGone = !writers.includes(tail.writer)
      const size = isGone ? 0 : tail.size()
      if (size < tail.offset || (isGone && tail.offset > 0)) return { behind, shrunk: { writer: tail.writer, isGone } }
      behind += size - tail.offset
    }
    return { behind, shrunk: undefined }
  }

  /** The journals are to be taken in from their beginning. */
  restart(): void {
    for (const tail of this.#tails.values()) tail.restart()
    this.#tails.clear()
    this.#cursors.clear()
    this.alive = undefined
    this.unread = undefined
  }

  /** Watches the folders that there are. Returns false when one of them can not be watched. */
  watch(): boolean {
    const { runDir } = this.#options
    const others = [...this.#tails.keys()].map(writer => writerFolder(runDir, writer))
    // where a journal of another writer will show first
    return [...new Set([runDir, join(runDir, 'writers'), ...others])].map(folder => this.#watch(folder)).every(Boolean)
  }

  /** Lets go of files and memory until the next step. */
  rest(): void {
    for (const tail of this.#tails.values()) tail.rest()
  }

  close(): void {
    this.rest()
    for (const watch of this.#watches.values()) watch.close()
    this.#watches.clear()
  }

  #follow(writer: string): void {
    const { runId, runDir, store, fileSystem, blobs } = this.#options
    const { offset = 0, lost = 0 } = this.#cursors.get(writer) ?? {}
    this.#cursors.delete(writer)
    const folder = writerFolder(runDir, writer)
    this.#tails.set(writer, new JournalTail({ runId, writer, folder, offset, lost, store, fileSystem, blobs }))
  }

  #watch(folder: string): boolean {
    if (this.#watches.has(folder)) return true
    const { fileSystem, watch: watches, onChange } = this.#options
    if (!isThere(folder, fileSystem)) return true
    const watch = watches.watch(folder, onChange, () => this.#watches.delete(folder))
    if (watch !== undefined) this.#watches.set(folder, watch)
    return watch !== undefined
  }
}

// what can not even be looked at is a trouble of who reads it
function isThere(folder: string, fileSystem: FileSystem): boolean {
  try {
    return fileSystem.stat(folder) !== undefined
  } catch {
    return false
  }
}
