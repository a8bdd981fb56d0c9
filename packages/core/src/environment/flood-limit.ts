export interface FloodLimits {
  /** Lines that may come at once after a quiet time. Default 10,000. */
  burstLines?: number
  /** Lines per second in the long run. Default 1,000. */
  linesPerSecond?: number
}

const PAUSE_MS = 1000

/** Lets a burst and a steady rate of lines through. Beyond that it closes for a second and counts what it holds back. */
export class FloodLimit {
  readonly #burst: number
  readonly linesPerSecond: number
  #allowance: number
  #refilledAt = 0
  #closed: { at: number; line: number; count: number } | undefined

  constructor(limits: FloodLimits = {}) {
    this.#burst = limits.burstLines ?? 10_000
    this.linesPerSecond = limits.linesPerSecond ?? 1000
    this.#allowance = this.#burst
  }

  /** Whether this line may pass now. */
  admit(line: number, now: number): boolean {
    if (this.#closed === undefined) {
      this.#refill(now)
      if (this.#allowance-- >= 1) return true
      this.#closed = { at: now, line, count: 0 }
    }
    this.#closed.count++
    return false
  }

  /** Opens again and says what was held back, once the pause is over, or at once when `force` is set. */
  reopen(now: number, force = false): { line: number; count: number } | undefined {
    const closed = this.#closed
    // a clock that was set back must not keep it closed
    if (closed === undefined || (!force && now - closed.at < PAUSE_MS && now >= closed.at)) return undefined
    this.#closed = undefined
    return closed
  }

  get closed(): boolean {
    return this.#closed !== undefined
  }

  #refill(now: number): void {
    const seconds = Math.max(0, now - this.#refilledAt) / 1000
    this.#refilledAt = now
    this.#allowance = Math.min(this.#burst, Math.max(0, this.#allowance) + seconds * this.linesPerSecond)
  }
}
