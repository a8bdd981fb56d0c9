/** A process that is killed loses at most what was logged in this time. */
export const WRITE_EVERY_MS = 5
/** Calls that are written one by one in each 5 ms. Few programs log more between two computations, and so need no guard. */
const WRITES_PER_WINDOW = 16

/** How many calls may still be written at once in these 5 ms. */
export class WriteWindow {
  #start = -Infinity
  #writes = 0

  /** Whether a call may be written now; counts it when it may. */
  take(now: number): boolean {
    if (now - this.#start >= WRITE_EVERY_MS || now < this.#start) {
      this.#start = now
      this.#writes = 0
    }
    if (this.#writes >= WRITES_PER_WINDOW) return false
    this.#writes++
    return true
  }
}
