import type { RunChange } from './live-feed.ts'

/** What a listener is told at once. */
export interface ChangeBatch {
  runs: { runId: string; metrics: string[]; systemKeys: string[]; kinds: string[] }[]
}

const MOST_RUNS = 2000
const MOST_WORDS = 20_000

/**
 * Changes that a listener was not told yet. However slow it is, what waits stays small: changes of one run become one,
 * and when there are too many, all of them become the word that everything may have changed.
 */
export class PendingChanges {
  readonly #runs = new Map<string, RunWords>()
  #words = 0
  #overflowed = false

  add({ runId, metrics, systemKeys, kinds }: RunChange): void {
    if (this.#overflowed) return
    const run = this.#runs.get(runId) ?? new RunWords()
    this.#runs.set(runId, run)
    this.#words -= run.size
    for (const key of metrics) run.metrics.add(key)
    for (const key of systemKeys) run.systemKeys.add(key)
    for (const kind of kinds) run.kinds.add(kind)
    this.#words += run.size
    if (this.#runs.size <= MOST_RUNS && this.#words <= MOST_WORDS) return
    this.#overflowed = true
    this.#runs.clear()
  }

  get isEmpty(): boolean {
    return this.#runs.size === 0 && !this.#overflowed
  }

  /** Takes all of it; `reset` when it is no longer known what changed. */
  take(): ChangeBatch | 'reset' {
    const runs = [...this.#runs].map(([runId, { metrics, systemKeys, kinds }]) => ({
      runId,
      metrics: [...metrics],
      systemKeys: [...systemKeys],
      kinds: [...kinds],
    }))
    const overflowed = this.#overflowed
    this.#runs.clear()
    this.#words = 0
    this.#overflowed = false
    return overflowed ? 'reset' : { runs }
  }
}

class RunWords {
  readonly metrics = new Set<string>()
  readonly systemKeys = new Set<string>()
  readonly kinds = new Set<string>()

  get size(): number {
    return this.metrics.size + this.systemKeys.size + this.kinds.size
  }
}
