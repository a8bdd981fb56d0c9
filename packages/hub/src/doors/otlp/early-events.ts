import type { WordsEvent } from './calls/call-facts.ts'
import { RecentIds } from './recent-ids.ts'

const MOST_SPANS = 5000
const MOST_EVENTS = 200
const MOST_ENDED = 20_000

/** Messages of model calls that came as log records, until their spans come. They are in the journal as well. */
export class EarlyEvents {
  readonly #waiting = new Map<string, WordsEvent[]>()
  readonly #ended = new RecentIds(MOST_ENDED)

  /** Keeps an event for its span; false when the span has come already. */
  keep(traceId: string, spanId: string, event: WordsEvent): boolean {
    const key = `${traceId} ${spanId}`
    if (this.#ended.has(key)) return false
    const events = this.#waiting.get(key) ?? []
    if (events.length < MOST_EVENTS) events.push(event)
    this.#waiting.set(key, events)
    if (this.#waiting.size > MOST_SPANS) this.#waiting.delete(this.#waiting.keys().next().value!)
    return true
  }

  take(traceId: string, spanId: string): WordsEvent[] {
    const key = `${traceId} ${spanId}`
    const events = this.#waiting.get(key) ?? []
    this.#waiting.delete(key)
    this.#ended.add(key)
    return events
  }
}
