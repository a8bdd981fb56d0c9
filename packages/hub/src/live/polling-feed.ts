import type { Clock, Logger } from '@seetrain/core'
import type { StoreReader } from '../store/store.ts'
import type { LiveFeed, RunChange } from './live-feed.ts'

const LOOK_EVERY_MS = 1000

/** The feed of a hub whose store is filled by another process: it looks, while somebody listens, how far the store is. */
export class PollingFeed implements LiveFeed {
  readonly #store: StoreReader
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #listeners = new Set<(change: RunChange) => void>()
  #offsets: Map<string, number> | undefined
  #isLooking = false
  #closed = false

  constructor(store: StoreReader, clock: Clock, logger: Logger) {
    this.#store = store
    this.#clock = clock
    this.#logger = logger
  }

  subscribe(listener: (change: RunChange) => void): () => void {
    this.#listeners.add(listener)
    if (!this.#isLooking) this.#clock.setTimer(this.#onTimer, 0)
    this.#isLooking = true
    return () => this.#listeners.delete(listener)
  }

  async refresh(): Promise<void> {
    // only who fills the store can hurry
  }

  /** The store is about to be closed. */
  close(): void {
    this.#closed = true
    this.#listeners.clear()
  }

  readonly #onTimer = (): void => {
    if (this.#closed) return
    void this.#look().then(() => {
      this.#isLooking = this.#listeners.size > 0
      if (this.#isLooking) this.#clock.setTimer(this.#onTimer, LOOK_EVERY_MS)
      else this.#offsets = undefined
    })
  }

  async #look(): Promise<void> {
    try {
      const before = this.#offsets
      const after = new Map(
        (await this.#store.cursors()).map(({ runId, writer, offset }) => [`${runId}/${writer}`, offset]),
      )
      this.#offsets = after
      if (before === undefined) return
      const changed = new Set<string>()
      for (const [place, offset] of after)
        if (before.get(place) !== offset) changed.add(place.slice(0, place.indexOf('/')))
      for (const runId of changed) this.#tell(runId)
    } catch (error) {
      if (!this.#closed) this.#logger.warn(`The index can not be read: ${String(error)}`)
    }
  }

  #tell(runId: string): void {
    for (const listener of this.#listeners) listener({ runId, metrics: [], systemKeys: [], kinds: ['any'] })
  }
}
