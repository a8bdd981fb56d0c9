import type { RunChange } from './live-feed.ts'

/** What a caller is told at once. */
export interface ChangeBatch {
  runs: { runId: string; keys: string[]; kinds: string[] }[]
}

const MOST_RUNS = 2000
const MOST_KEYS = 20_000

/**
 * Changes that a listener was not told yet. However slow it is, what waits stays small: changes of one run become one,
 * and when there are too many, all of them become the word that everything may have changed.
 */
export class PendingChanges {
  readonly #runs = new Map<string, { keys: Set<string>; kinds: Set<string> }>()
  #keys = 0
  #overflowed = false

  add({ runId, keys, kinds }: RunChange): void {
    if (this.#overflowed) return
    const run = this.#runs.get(runId) ?? { keys: new Set(), kinds: new Set() }
    this.#runs.set(runId, run)
    this.#keys -= run.keys.size
    for (const key of keys) run.keys.add(key)
    for (const kind of kinds) run.kinds.add(kind)
    this.#keys += run.keys.size
    if (this.#runs.size <= MOST_RUNS && this.#keys <= MOST_KEYS) return
    this.#overflowed = true
    this.#runs.clear()
  }

  get isEmpty(): boolean {
    return this.#runs.size === 0 && !this.#overflowed
  }

  /** Takes all of it; `reset` when it is no longer known what changed. */
  take(): ChangeBatch | 'reset' {
    const runs = [...this.#runs].map(([runId, { keys, kinds }]) => ({ runId, keys: [...keys], kinds: [...kinds] }))
    const overflowed = this.#overflowed
    this.#runs.clear()
    this.#keys = 0
    this.#overflowed = false
    return overflowed ? 'reset' : { runs }
  }
}
