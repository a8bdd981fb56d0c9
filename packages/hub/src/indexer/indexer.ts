import { runFolder, runsFolder, type Timer } from '@seetrain/core'
import type { StoredCursor } from '../store/store.ts'
import { FollowedRun } from './followed-run.ts'
import { withDefaults, type IndexerOptions } from './indexer-options.ts'
import type { IndexChange } from './journal-tail.ts'
import { RunIndexing } from './run-indexing.ts'
import { Troubles, type Trouble } from './troubles.ts'
import { WorkQueue } from './work-queue.ts'

/** How far the journals are taken in. */
export interface IndexProgress {
  runs: number
  /** Bytes of journals that wait to be taken in. */
  behind: number
}

/** How often busy runs are looked at where their folders tell of changes, and where they do not. */
const WATCHED_POLL_MS = 1000
const UNWATCHED_POLL_MS = 100
/** How often all runs are looked at, and how much of the time that may take. */
const FULL_LOOK_MS = 5000
const FULL_LOOK_SHARE = 0.02
/** A run that grew a moment ago is busy, also when nobody seems to write it. */
const BUSY_MS = 60_000
/** Beyond this many runs the oldest are looked at now and then only. */
const MOST_WATCHED = 1000

/** Keeps a store in step with all journals below one `.seetrain`, also while they are written. */
export class Indexer {
  readonly #options: Required<IndexerOptions>
  readonly #troubles = new Troubles()
  readonly #indexing: RunIndexing
  readonly #queue: WorkQueue
  readonly #runs = new Map<string, FollowedRun>()
  readonly #listeners = new Set<(change: IndexChange) => void>()
  #rootWatch: { close(): void } | undefined
  #timer: Timer | undefined
  #nextFullLook = -Infinity
  #closed = false

  constructor(options: IndexerOptions) {
    this.#options = withDefaults(options)
    const { store, clock, logger, isWritten, batchBytes } = this.#options
    this.#indexing = new RunIndexing({
      store,
      clock,
      logger,
      troubles: this.#troubles,
      batchBytes,
      isWritten,
      onChange: change => this.#tell(change),
      onGone: runId => this.#drop(runId),
    })
    this.#queue = new WorkQueue({ clock, work: runId => this.#work(runId) })
  }

  /** Finds the runs and begins to take them in, the newest first. Resolves before that is done: see `caughtUp`. */
  async start(): Promise<void> {
    const cursors = new Map<string, StoredCursor[]>()
    for (const cursor of await this.#options.store.cursors())
      cursors.set(cursor.runId, [...(cursors.get(cursor.runId) ?? []), cursor])
    for (const [runId, known] of cursors) this.#indexing.tellDamage(this.#follow(runId, known))
    this.#tick()
  }

  /** Resolves when everything that the journals hold now has been taken in. */
  async caughtUp(): Promise<void> {
    this.#lookAtAll()
    await this.#queue.finish()
  }

  /** Takes in what a run holds now: for those who have just written to it. */
  async refresh(runId: string): Promise<void> {
    if (this.#closed) return
    this.#follow(runId)
    this.#queue.poke(runId)
    await this.#queue.finishOf(runId)
  }

  /** Empties the store and takes everything in again. */
  async rebuild(): Promise<void> {
    await this.#queue.stop()
    await this.#options.store.clear()
    for (const run of this.#runs.values()) {
      run.restart()
      this.#troubles.clearRun(run.id)
    }
    await this.caughtUp()
  }

  /** Calls `listener` after each change, outside of any transaction. Returns how to stop that. */
  onChange(listener: (change: IndexChange) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** What the readers of runs should know, oldest first. */
  troubles(): Trouble[] {
    return this.#troubles.list()
  }

  /** How far everything is taken in. Looks at all journals. */
  progress(): IndexProgress {
    let behind = 0
    for (const run of this.#runs.values()) behind += behindOf(run)
    return { runs: this.#runs.size, behind }
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#timer?.cancel()
    this.#rootWatch?.close()
    await this.#queue.close()
    for (const run of this.#runs.values()) run.close()
    this.#runs.clear()
  }

  async #work(runId: string): Promise<boolean> {
    const run = this.#runs.get(runId)
    if (run === undefined) return false
    const isMore = await this.#indexing.advance(run)
    // a writer that joined has a folder of its own
    if (!isMore) run.watch()
    return isMore
  }

  /** Looks at busy runs, now and then at all of them, and comes again. */
  #tick(): void {
    if (this.#closed) return
    const { clock } = this.#options
    const isWatched = this.#look()
    this.#timer = clock.setTimer(() => this.#tick(), isWatched ? WATCHED_POLL_MS : UNWATCHED_POLL_MS)
  }

  #look(): boolean {
    const { clock, logger, home } = this.#options
    const start = clock.now()
    try {
      if (start < this.#nextFullLook) return this.#lookAtBusy(start)
      const isWatched = this.#lookAtAll()
      const end = clock.now()
      this.#nextFullLook = end + Math.max(FULL_LOOK_MS, (end - start) / FULL_LOOK_SHARE)
      return isWatched
    } catch (error) {
      logger.debug(`${home}: runs can not be listed, tried again in a moment: ${String(error)}`)
      return true
    }
  }

  /** Finds runs, queues those that have something new, and watches the newest. Returns whether those can be watched. */
  #lookAtAll(): boolean {
    this.#findRuns()
    let isWatched = this.#watchRoot()
    for (const [index, runId] of [...this.#runs.keys()].sort().reverse().entries()) {
      const run = this.#runs.get(runId)!
      this.#lookAt(run)
      if (index < MOST_WATCHED) isWatched = run.watch() && isWatched
    }
    return isWatched
  }

  #lookAtBusy(now: number): boolean {
    this.#takeInNew()
    let isWatched = this.#rootWatch !== undefined
    for (const run of this.#runs.values()) {
      if (!run.alive && now - run.grewAt > BUSY_MS) continue
      this.#lookAt(run)
      isWatched = run.watch() && isWatched
    }
    return isWatched
  }

  #lookAt(run: FollowedRun): void {
    try {
      const look = run.look()
      const isSame = look.shrunk === undefined && look.behind === run.unread
      if (isSame && this.#options.isWritten(run.id, run.dir) === run.alive) return
    } catch {
      // whoever takes it in says what is wrong
    }
    this.#queue.later(run.id)
  }

  /** Follows all runs there are; returns those that were not known. */
  #findRuns(): FollowedRun[] {
    const { fileSystem, home } = this.#options
    const before = this.#runs.size
    for (const runId of fileSystem.list(runsFolder(home)).toReversed()) this.#follow(runId)
    return [...this.#runs.values()].slice(before)
  }

  #follow(runId: string, cursors: readonly StoredCursor[] = []): FollowedRun {
    const known = this.#runs.get(runId)
    if (known !== undefined) return known
    const { home, store, fileSystem, blobs, watch } = this.#options
    const runDir = runFolder(home, runId)
    const onChange = (): void => this.#queue.poke(runId)
    const run = new FollowedRun({ runId, runDir, store, fileSystem, blobs, watch, onChange }, cursors)
    this.#runs.set(runId, run)
    return run
  }

  #drop(runId: string): void {
    this.#runs.get(runId)?.close()
    this.#runs.delete(runId)
  }

  #watchRoot(): boolean {
    const { home, fileSystem, watch } = this.#options
    const folder = runsFolder(home)
    if (fileSystem.stat(folder) === undefined) return false
    this.#rootWatch ??= watch.watch(
      folder,
      () => this.#takeInNew(),
      () => (this.#rootWatch = undefined),
    )
    return this.#rootWatch !== undefined
  }

  // its journal comes a moment after its folder: it is watched at once, and busy until it is known better
  #takeInNew(): void {
    for (const run of this.#findRuns()) {
      run.grewAt = this.#options.clock.now()
      run.watch()
      this.#queue.poke(run.id)
    }
  }

  #tell(change: IndexChange): void {
    for (const listener of this.#listeners) {
      try {
        listener(change)
      } catch (error) {
        this.#options.logger.error(`a listener for changes of the index failed: ${String(error)}`)
      }
    }
  }
}

function behindOf(run: FollowedRun): number {
  try {
    return run.look().behind
  } catch {
    // among the troubles
    return 0
  }
}
