/** Remembers the ids that came last, at least half of `most`, in bounded memory. */
export class RecentIds {
  readonly #half: number
  #present = new Set<string>()
  #past = new Set<string>()

  constructor(most: number) {
    this.#half = Math.ceil(most / 2)
  }

  has(id: string): boolean {
    return this.#present.has(id) || this.#past.has(id)
  }

  add(id: string): void {
    if (this.#present.size >= this.#half) {
      this.#past = this.#present
      this.#present = new Set()
    }
    this.#present.add(id)
  }
}
