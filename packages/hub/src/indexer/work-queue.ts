import type { Clock, Timer } from '@seetrain/core'

export interface WorkQueueOptions {
  clock: Clock
  /** Does a part of what there is to do for an entry. Returns whether more is left. Never rejects. */
  work: (id: string) => Promise<boolean>
}

/** What comes one by one is taken together after this time. */
const GATHER_MS = 30
const LONGEST_GATHER_MS = 500

/** What is to be done, one part at a time: first what has just changed, in turns, then the backlog in its order. */
export class WorkQueue {
  readonly #options: WorkQueueOptions
  readonly #poked = new Set<string>()
  readonly #soon = new Set<string>()
  readonly #backlog = new Set<string>()
  readonly #waiting = new Map<string, (() => void)[]>()
  #timer: Timer | undefined
  #working: Promise<void> | undefined
  #lastMs = 0
  #closed = false

  constructor(options: WorkQueueOptions) {
    this.#options = options
  }

  /** Something changed: soon, together with what else changes meanwhile. Later when the last time took long. */
  poke(id: string): void {
    this.#poked.add(id)
    const wait = Math.min(LONGEST_GATHER_MS, Math.max(GATHER_MS, 2 * this.#lastMs))
    this.#timer ??= this.#options.clock.setTimer(() => this.#gather(), wait)
  }

  /** Behind everything that is in the backlog. */
  later(id: string): void {
    this.#backlog.add(id)
    this.#start()
  }

  /** Does what is to be done for one entry, before everything else that waits. Resolves when nothing of it is left. */
  finishOf(id: string): Promise<void> {
    if (this.#closed) return Promise.resolve()
    return new Promise(resolve => {
      this.#waiting.set(id, [...(this.#waiting.get(id) ?? []), resolve])
      this.#poked.add(id)
      this.#gather()
    })
  }

  /** Does everything that is to be done now, what was poked too. */
  async finish(): Promise<void> {
    this.#gather()
    while (this.#working !== undefined) await this.#working
  }

  /** Forgets what is to be done and waits for what is being done. */
  async stop(): Promise<void> {
    this.#timer?.cancel()
    this.#timer = undefined
    for (const waiting of [this.#poked, this.#soon, this.#backlog]) waiting.clear()
    await this.#working
    for (const id of this.#waiting.keys()) this.#done(id)
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.stop()
  }

  #gather(): void {
    this.#timer?.cancel()
    this.#timer = undefined
    for (const id of this.#poked) this.#soon.add(id)
    this.#poked.clear()
    this.#start()
  }

  #start(): void {
    if (this.#closed || this.#working !== undefined || this.#soon.size + this.#backlog.size === 0) return
    this.#working = this.#drain().finally(() => {
      this.#working = undefined
      // something may have come since the last look
      this.#start()
    })
  }

  async #drain(): Promise<void> {
    // between two parts others get their turn, such as a server's answers
    await turn()
    const start = this.#options.clock.now()
    for (let id = this.#next(); id !== undefined; id = this.#next()) {
      const isSoon = this.#soon.delete(id)
      // those who ask while it is at work mean what comes behind it
      const asked = this.#waiting.get(id)?.length ?? 0
      const isMore = await this.#options.work(id)
      if (!isMore) this.#done(id, asked)
      if (!isMore) this.#backlog.delete(id)
      else if (isSoon) this.#soon.add(id)
      await turn()
    }
    this.#lastMs = this.#options.clock.now() - start
  }

  #done(id: string, asked = Infinity): void {
    const waiting = this.#waiting.get(id) ?? []
    const later = waiting.splice(asked)
    if (later.length === 0) this.#waiting.delete(id)
    else this.#waiting.set(id, later)
    for (const resolve of waiting) resolve()
  }

  #next(): string | undefined {
    if (this.#closed) return undefined
    return this.#soon.values().next().value ?? this.#backlog.values().next().value
  }
}

function turn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}
