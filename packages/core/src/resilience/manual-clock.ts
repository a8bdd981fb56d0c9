import type { Clock, Timer } from '../contracts/ports.ts'

interface Pending {
  at: number
  order: number
  callback: () => void
}

/** A clock for tests: time stands still until it is moved, and moving it runs what is due, in order. */
export class ManualClock implements Clock {
  #now: number
  #order = 0
  readonly #pending = new Set<Pending>()

  constructor(now = 0) {
    this.#now = now
  }

  now(): number {
    return this.#now
  }

  setTimer(callback: () => void, delayMs: number): Timer {
    const pending = { at: this.#now + Math.max(0, delayMs), order: this.#order++, callback }
    this.#pending.add(pending)
    return { cancel: () => void this.#pending.delete(pending) }
  }

  /** When the next timer is due; undefined when none waits. */
  nextTimer(): number | undefined {
    return this.#next()?.at
  }

  /** Moves time on. Between two timers, everything that the first one set in motion gets its turn. */
  async advance(milliseconds: number): Promise<void> {
    const until = this.#now + milliseconds
    await settled()
    for (let next = this.#next(); next !== undefined && next.at <= until; next = this.#next()) {
      this.#pending.delete(next)
      this.#now = next.at
      next.callback()
      await settled()
    }
    this.#now = until
  }

  #next(): Pending | undefined {
    let next: Pending | undefined
    for (const pending of this.#pending) {
      if (next === undefined || pending.at < next.at || (pending.at === next.at && pending.order < next.order))
        next = pending
    }
    return next
  }
}

// a few turns of the event loop: work that yields by setImmediate goes on too
async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise(resolve => setImmediate(resolve))
}
