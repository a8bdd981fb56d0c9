import type { Clock, Timer } from '../contracts/ports.ts'
import type { SpanRecord } from '../contracts/record.ts'
import type { RunRecorder } from './run-recorder.ts'

/** A finished span, or the work that makes one; `undefined` when there is nothing to record after all. */
export type SpanSource = SpanRecord | (() => SpanRecord | undefined)

/** Spans that end close together are made and written together: alone, each would cost a tenth more. */
const SOON_MS = 3
/** Longest time that one turn of the event loop is held for spans. */
const MOST_MS_PER_TURN = 5
/** Beyond this the caller's own call makes the spans: memory stays bounded. */
const MOST_WAITING = 10_000

/** Spans on their way to the journal. What makes one of them runs a moment later, so that the call it tells of never waits. */
export class SpanLog {
  readonly #recorder: RunRecorder
  readonly #clock: Clock
  #waiting: SpanSource[] = []
  #timer: Timer | undefined

  constructor(recorder: RunRecorder) {
    this.#recorder = recorder
    this.#clock = recorder.clock
  }

  add(source: SpanSource): void {
    this.#waiting.push(source)
    if (this.#waiting.length >= MOST_WAITING) this.drain()
    else this.#timer ??= this.#clock.setTimer(this.#turn, SOON_MS)
  }

  /** Records everything that waits. */
  drain(): void {
    this.#timer?.cancel()
    this.#timer = undefined
    const waiting = this.#waiting
    this.#waiting = []
    this.#recorder.journal.together(() => {
      for (const source of waiting) this.#record(source)
    })
  }

  readonly #turn = (): void => {
    this.#timer = undefined
    const until = this.#clock.now() + MOST_MS_PER_TURN
    let done = 0
    this.#recorder.journal.together(() => {
      while (done < this.#waiting.length && this.#clock.now() < until) this.#record(this.#waiting[done++]!)
    })
    this.#waiting.splice(0, done)
    if (this.#waiting.length > 0) this.#timer = this.#clock.setTimer(this.#turn, 0)
  }

  #record(source: SpanSource): void {
    this.#recorder.guard('logSpan', () => {
      const span = typeof source === 'function' ? source() : source
      if (span !== undefined) this.#recorder.record(span)
    })
  }
}
