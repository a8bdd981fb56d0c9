import type { Timer } from '@seetrain/core'
import type { Arrival } from './arrival.ts'
import { CallEvents } from './call-events.ts'
import type { CallCost } from './calls/call-cost.ts'
import { DoorJournal, type DoorJournalParts } from './door-journal.ts'
import type { RunTarget } from './run-target.ts'

export interface OtlpIntakeParts extends DoorJournalParts {
  callCost?: CallCost | undefined
}

interface OpenJournal {
  journal: DoorJournal
  usedAt: number
}

const LOOK_EVERY_MS = 30_000
/** A run of which nothing has come for so long is over, until more comes. */
const LONGEST_SILENCE_MS = 5 * 60_000
const MOST_OPEN = 200

/** Brings what came by OTLP into the journals of its runs. */
export class OtlpIntake {
  /** What a call cost that is sent without a cost. */
  readonly callCost: CallCost | undefined
  readonly #parts: DoorJournalParts
  readonly #journals = new Map<string, OpenJournal>()
  readonly callEvents = new CallEvents()
  #timer: Timer | undefined

  constructor({ callCost, ...parts }: OtlpIntakeParts) {
    this.callCost = callCost
    this.#parts = parts
  }

  /** Writes everything or throws; what was written before that is recognised when it comes again. */
  take(arrivals: readonly Arrival[]): { tooLarge: number; started: string[] } {
    const started: string[] = []
    let tooLarge = 0
    for (const group of byRun(arrivals)) {
      const { target } = group[0]!
      if (!this.#journals.has(target.runId)) started.push(target.runId)
      tooLarge += this.#write(target, group)
    }
    return { tooLarge, started }
  }

  get openCount(): number {
    return this.#journals.size
  }

  close(): void {
    this.#timer?.cancel()
    for (const runId of this.#journals.keys()) this.#end(runId)
  }

  #write(target: RunTarget, arrivals: readonly Arrival[]): number {
    const { journal } = this.#open(target, arrivals)
    try {
      return journal.write(arrivals)
    } catch (error) {
      // what lies on the disk is looked at anew
      this.#journals.delete(target.runId)
      journal.abandon()
      throw error
    }
  }

  #open(target: RunTarget, arrivals: readonly Arrival[]): OpenJournal {
    const { clock } = this.#parts
    const now = clock.now()
    const firstTime = arrivals.reduce((least, { record }) => Math.min(least, record.time), now)
    const known = this.#journals.get(target.runId)
    const entry = known ?? { journal: new DoorJournal(target, firstTime, this.#parts), usedAt: now }
    entry.usedAt = now
    // the one used last stands last
    this.#journals.delete(target.runId)
    this.#journals.set(target.runId, entry)
    if (this.#journals.size > MOST_OPEN) this.#end(this.#journals.keys().next().value!)
    this.#timer ??= clock.setTimer(this.#endSilent, LOOK_EVERY_MS)
    return entry
  }

  readonly #endSilent = (): void => {
    const { clock } = this.#parts
    for (const [runId, { usedAt }] of this.#journals) if (clock.now() - usedAt > LONGEST_SILENCE_MS) this.#end(runId)
    this.#timer = this.#journals.size > 0 ? clock.setTimer(this.#endSilent, LOOK_EVERY_MS) : undefined
  }

  #end(runId: string): void {
    this.#journals.get(runId)?.journal.end()
    this.#journals.delete(runId)
  }
}

function byRun(arrivals: readonly Arrival[]): Iterable<Arrival[]> {
  const groups = new Map<string, Arrival[]>()
  for (const arrival of arrivals) {
    const group = groups.get(arrival.target.runId)
    if (group) group.push(arrival)
    else groups.set(arrival.target.runId, [arrival])
  }
  return groups.values()
}
