import type { OtlpSpan, Scope } from '@seetrain/otlp'
import type { WordsEvent } from './calls/call-facts.ts'
import { jsonLine, type Loose } from './loose.ts'
import { RecentIds } from './recent-ids.ts'
import type { RunTarget } from './run-target.ts'

/** A message of a model call that was sent as a log record. */
export interface SentEvent extends WordsEvent {
  /** By what it is recognised when it is sent again. */
  id?: string
}

/** A span of a model call as it was sent: what it says is read again when more of its messages come. */
export interface SentCall {
  traceId: string
  spanId: string
  target: RunTarget
  span: Loose & Partial<OtlpSpan>
  scope: Loose & Scope
}

/** What became of an event: its call is to come, has come, has its words from elsewhere, or is not known any more. */
export type EventFate = 'waits' | 'told' | 'lost' | SentCall

interface Entry {
  events: SentEvent[]
  call?: SentCall
  /** Characters of its events. */
  weight: number
}

const MOST_CALLS = 5000
const MOST_EVENTS = 200
const MOST_WEIGHT = 64 * 1024 * 1024
const MOST_PAST = 20_000

/** Messages of model calls that came as log records, and the calls that they belong to, whichever came first. */
export class CallEvents {
  readonly #entries = new Map<string, Entry>()
  readonly #told = new RecentIds(MOST_PAST)
  readonly #lost = new RecentIds(MOST_PAST)
  #weight = 0

  add(traceId: string, spanId: string, event: SentEvent): EventFate {
    const key = `${traceId} ${spanId}`
    if (this.#told.has(key)) return 'told'
    let entry = this.#entries.get(key)
    if (entry === undefined) {
      if (this.#lost.has(key)) return 'lost'
      this.#entries.set(key, (entry = { events: [], weight: 0 }))
    }
    const isKnown = event.id !== undefined && entry.events.some(({ id }) => id === event.id)
    if (!isKnown && entry.events.length < MOST_EVENTS) this.#put(entry, event)
    this.#forgetOldest()
    return entry.call ?? 'waits'
  }

  of(traceId: string, spanId: string): readonly SentEvent[] {
    return this.#entries.get(`${traceId} ${spanId}`)?.events ?? []
  }

  /** A call came whose messages may come, or go on coming, as log records. */
  expect(call: SentCall): void {
    const key = `${call.traceId} ${call.spanId}`
    const entry = this.#entries.get(key) ?? { events: [], weight: 0 }
    entry.call = call
    this.#entries.set(key, entry)
    this.#forgetOldest()
  }

  /** A span came that is in need of no log records: it has its messages, or is none that has. */
  settle(traceId: string, spanId: string, isCall: boolean): void {
    const key = `${traceId} ${spanId}`
    this.#remove(key)
    ;(isCall ? this.#told : this.#lost).add(key)
  }

  #put(entry: Entry, event: SentEvent): void {
    const weight = jsonLine([event.attributes, event.body ?? null]).length
    entry.events.push(event)
    entry.weight += weight
    this.#weight += weight
  }

  #remove(key: string): Entry | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    this.#entries.delete(key)
    this.#weight -= entry.weight
    return entry
  }

  #forgetOldest(): void {
    while (this.#entries.size > MOST_CALLS || this.#weight > MOST_WEIGHT) {
      const oldest = this.#entries.keys().next().value!
      if (this.#remove(oldest)?.call !== undefined) this.#lost.add(oldest)
    }
  }
}
