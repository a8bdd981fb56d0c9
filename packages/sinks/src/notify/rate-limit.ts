import type { Clock } from '@seetrain/core'

const WINDOW_MS = 60_000

/** Counts what was told in the last minute. */
export class RateLimit {
  readonly #clock: Clock
  readonly #perMinute: number
  #times: number[] = []

  constructor(perMinute: number, clock: Clock) {
    this.#perMinute = perMinute
    this.#clock = clock
  }

  get isReached(): boolean {
    const start = this.#clock.now() - WINDOW_MS
    this.#times = this.#times.filter(time => time > start)
    return this.#times.length >= this.#perMinute
  }

  count(): void {
    this.#times.push(this.#clock.now())
  }
}
