/**
 * Hands gathered changes on, one round at a time: what comes while a round is under way waits for the next, so that a
 * busy run neither floods the hub with questions nor has its last change forgotten.
 */
export class ChangePump<Change> {
  readonly #hand: (changes: Change[]) => Promise<unknown>
  readonly #pause: (then: () => void) => void
  #waiting: Change[] = []
  #busy = false

  constructor(hand: (changes: Change[]) => Promise<unknown>, pause: (then: () => void) => void) {
    this.#hand = hand
    this.#pause = pause
  }

  push(change: Change): void {
    this.#waiting.push(change)
    if (this.#busy) return
    this.#busy = true
    this.#pause(() => void this.#round())
  }

  async #round(): Promise<void> {
    const changes = this.#waiting
    this.#waiting = []
    // a question that failed is shown by the view that asked it
    await this.#hand(changes).catch(() => undefined)
    if (this.#waiting.length > 0) this.#pause(() => void this.#round())
    else this.#busy = false
  }
}
