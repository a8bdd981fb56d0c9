import type { Clock, Timer } from '../contracts/ports.ts'

/** A clock for tests: time passes only when told to, and due timers run in order. */
export class ManualClock implements Clock {
  #now: number
  #timers: { at: number; callback: () => void }[] = []

  constructor(now = 1_700_000_000_000) {
    this.#now = now
  }

  now(): number {
    return this.#now
  }

  setTimer(callback: () => void, delayMs: number): Timer {
    const timer = { at: this.#now + delayMs, callback }
    this.#timers.push(timer)
    return {
      cancel: () => {
        this.#timers = this.#timers.filter(other => other !== timer)
      },
    }
  }

  /** How many timers are waiting. */
  get pending(): number {
    return this.#timers.length
  }

  /** Delays until each waiting timer. */
  get delays(): number[] {
    return this.#timers.map(timer => timer.at - this.#now)
  }

  advance(milliseconds: number): void {
    const end = this.#now + milliseconds
    for (;;) {
      const next = this.#timers.filter(timer => timer.at <= end).toSorted((a, b) => a.at - b.at)[0]
      if (next === undefined) break
      this.#timers = this.#timers.filter(timer => timer !== next)
      this.#now = next.at
      next.callback()
    }
    this.#now = end
  }
}
