import type { SinkStats } from '../contracts/run.ts'

/** What runs beside a run: console capture, system monitor, environment capture, the couriers, `run.json`. */
export interface Companion {
  /** The journal grew. Called at most once per write, so it may do a little. */
  onGrow?(): void
  /** Ends what produces records, and hands over what is pending. Never throws, never waits. */
  stop?(): void
  /** Resolves when pending records are there. */
  settle?(): Promise<void>
  /** Resolves when what is in the journal is where this companion brings it. */
  flush?(): Promise<void>
  /** The run has ended and its journal is complete. */
  finish?(): Promise<void>
  /** The very last call. */
  close?(): void
  stats?(): { [sink: string]: SinkStats }
}

/** All companions of a run as one. */
export class Companions {
  readonly #members: Companion[] = []

  add(member: Companion): void {
    this.#members.push(member)
  }

  onGrow(): void {
    for (const member of this.#members) member.onGrow?.()
  }

  stop(): void {
    for (const member of this.#members) member.stop?.()
  }

  async settle(): Promise<void> {
    await Promise.all(this.#members.map(async member => member.settle?.()))
  }

  async flush(): Promise<void> {
    await Promise.all(this.#members.map(async member => member.flush?.()))
  }

  /** Waits for all, also when one fails; then rejects with the first failure. */
  async finish(): Promise<void> {
    const results = await Promise.allSettled(this.#members.map(async member => member.finish?.()))
    const failure = results.find(result => result.status === 'rejected')
    if (failure !== undefined) throw failure.reason
  }

  close(): void {
    for (const member of this.#members) member.close?.()
  }

  stats(): { [sink: string]: SinkStats } {
    return Object.assign({}, ...this.#members.map(member => member.stats?.()))
  }
}
