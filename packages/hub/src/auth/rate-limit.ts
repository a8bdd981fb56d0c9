import type { Clock } from '@seetrain/core'

export interface RateLimitOptions {
  /** Requests that may come at once. */
  burst: number
  perSecond: number
  clock: Clock
}

const MOST_CALLERS = 10_000

/** A bucket of tokens for each caller: what is not used fills up again with time. */
export class RateLimit {
  readonly #options: RateLimitOptions
  readonly #callers = new Map<string, { left: number; at: number }>()

  constructor(options: RateLimitOptions) {
    this.#options = options
  }

  /** Takes one. Returns 0, or the seconds to wait when there is none. */
  take(caller: string): number {
    const state = this.#state(caller)
    if (state.left < 1) return Math.ceil((1 - state.left) / this.#options.perSecond)
    state.left--
    return 0
  }

  /** Whether one is left; takes nothing. */
  isSpent(caller: string): boolean {
    return this.#state(caller).left < 1
  }

  #state(caller: string): { left: number; at: number } {
    const { burst, perSecond, clock } = this.#options
    const now = clock.now()
    const state = this.#callers.get(caller) ?? { left: burst, at: now }
    state.left = Math.min(burst, state.left + (Math.max(0, now - state.at) / 1000) * perSecond)
    state.at = now
    // the caller seen longest ago stands first
    this.#callers.delete(caller)
    this.#callers.set(caller, state)
    if (this.#callers.size > MOST_CALLERS) this.#callers.delete(this.#callers.keys().next().value!)
    return state
  }
}
