import type { IdSource, Run } from '@seetrain/core'
import { retryAfter, type Attempt, type AttemptAnswer } from './attempts.ts'
import type { CapturedCode } from './code-location.ts'
import type { SpanReference } from '../trace/span.ts'
import type { Endpoint, ResponseFacts, StreamReader } from '../contracts.ts'
import type { TraceContext } from '../trace/context.ts'

export type CallStatus = 'ok' | 'error' | 'aborted'

/** Whoever hears of calls: decides which are recorded, and gets each one once, when it is over. */
export interface CallListener {
  readonly ticks: () => number
  readonly keepsCode: boolean
  readonly ids: Pick<IdSource, 'hex'>
  /** A call is about to be made; undefined when it is not this listener's business. */
  begin(client: object, path: string, verb?: 'post' | 'get'): Call | undefined
  ended(call: Call): void
  /** Our own work failed; the call went on. */
  trouble(where: string, error: unknown): void
}

export interface CallStart {
  listener: CallListener
  client: object
  path: string
  endpoint: Endpoint
  run: Run
  time: number
  context: TraceContext
}

/** What is known of a stream as it goes by. */
export interface StreamTimes {
  chunks: number
  firstAt: number
  lastAt: number
  longestGap: number
}

const NOWHERE: CapturedCode = Object.freeze({})
const open = new Set<Call>()
const abandoned = new FinalizationRegistry<Call>(call => call.end('aborted', undefined, 'abandoned'))

/** One request to a model, from its start to its one end: answered, failed, broken off or forgotten. */
export class Call implements SpanReference {
  readonly start: CallStart
  readonly startedAt: number
  /** True while the SDK's own method is being entered, for other patches below ours to see. */
  entering = true
  /** The encoded body, as it went over the wire. */
  body: unknown
  url: string | undefined
  attempts = 0
  /** Each attempt, once one of them was not the last. */
  tries: Attempt[] | undefined
  headers: { get(name: string): string | null } | undefined
  statusCode: number | undefined
  facts: ResponseFacts | undefined
  stream: StreamTimes | undefined
  status: CallStatus | undefined
  error: unknown
  /** How it ended, when neither with an answer nor with an error: `cancelled`, `abandoned`, `raw`, `unfinished`. */
  ending: string | undefined
  endedAt = 0
  /** Where it was made. */
  code: CapturedCode = NOWHERE
  /** Someone asked for the parsed answer. */
  parsing = false
  #triedAt = 0
  #reader: StreamReader | undefined
  #isWatched = false
  #traceId: string | undefined
  #spanId: string | undefined

  constructor(start: CallStart) {
    this.start = start
    this.startedAt = start.listener.ticks()
    open.add(this)
  }

  // made when first asked for, which is mostly when the call is over
  get traceId(): string {
    return (this.#traceId ??= this.start.context.traceId ?? this.start.listener.ids.hex(16))
  }

  /** It belongs to another trace than it began in. */
  moveTo(traceId: string): void {
    this.#traceId = traceId
  }

  get spanId(): string {
    return (this.#spanId ??= this.start.listener.ids.hex(8))
  }

  get run(): Run {
    return this.start.run
  }

  get over(): boolean {
    return this.status !== undefined
  }

  /** An attempt goes out. Retries come here again, each with the same words. */
  attempt(body: unknown, url: string | undefined): void {
    this.body = body
    this.url = url
    const now = this.#read(this.start.listener.ticks) ?? this.startedAt
    // of a call that succeeds at once, which most do, no more is kept than this
    if (this.attempts++ === 0) this.#triedAt = now
    else (this.tries ??= [{ startedAt: this.#triedAt }]).push({ startedAt: now })
  }

  /** What became of the attempt that is out: the head of an answer, or an error. Never throws, like `end`. */
  attempted(answer: AttemptAnswer | undefined, error?: unknown): void {
    const status = answer?.status ?? 0
    if (this.over || (this.tries === undefined && status >= 200 && status < 400)) return
    // the last answer counts, also one that is refused; after one that never came there is none
    this.responded(answer)
    this.#read(() => this.#noteAttempt(answer, error))
  }

  #noteAttempt(answer: AttemptAnswer | undefined, error: unknown): void {
    const { listener, time } = this.start
    const attempt = (this.tries ??= [{ startedAt: this.#triedAt }]).at(-1)!
    attempt.endedAt = listener.ticks()
    attempt.status = answer?.status
    attempt.error = error
    attempt.retryAfter = answer && retryAfter(answer, time + attempt.endedAt - this.startedAt)
  }

  responded(response: AttemptAnswer | undefined): void {
    this.statusCode = response?.status
    this.headers = response?.headers
  }

  /** The whole answer came. */
  answered(data: unknown): void {
    if (this.over) return
    this.facts = this.#read(() => this.start.endpoint.response(data))
    this.end('ok')
  }

  streaming(): void {
    this.#reader = this.#read(() => this.start.endpoint.stream?.())
    this.stream = { chunks: 0, firstAt: 0, lastAt: 0, longestGap: 0 }
  }

  chunk(chunk: unknown): void {
    const { stream } = this
    if (this.over || stream === undefined) return
    try {
      const now = this.start.listener.ticks()
      if (stream.chunks++ > 0) stream.longestGap = Math.max(stream.longestGap, now - stream.lastAt)
      stream.lastAt = now
      if (this.#reader?.chunk(chunk) && stream.firstAt === 0) stream.firstAt = now
    } catch (error) {
      this.#reader = undefined
      this.start.listener.trouble('stream', error)
    }
  }

  /** The first end counts. Never throws: it is called from inside promises of the program. */
  end(status: CallStatus, error?: unknown, ending?: string): void {
    if (this.over) return
    open.delete(this)
    this.release()
    this.status = status
    this.error = error
    this.ending = ending
    try {
      this.#close()
    } catch (trouble) {
      this.start.listener.trouble('end', trouble)
    }
  }

  #close(): void {
    const { listener } = this.start
    this.endedAt = listener.ticks()
    const reader = this.#reader
    this.#reader = undefined
    if (reader) this.facts = this.#read(() => reader.finish())
    if (this.status === 'ok' && this.facts?.failure) this.status = 'error'
    listener.ended(this)
  }

  /** The record is made: whoever still holds an answer, and so its span, must not hold the prompt with it. */
  forget(): void {
    this.body = undefined
    this.headers = undefined
    this.facts = undefined
    this.error = undefined
    this.code = NOWHERE
    this.tries = undefined
  }

  /** When `holder` is collected before the end, nobody will ever read the answer. */
  endWith(holder: object): void {
    this.#isWatched = true
    abandoned.register(holder, this, this)
  }

  /** The answer is held by something else from now on. */
  release(): void {
    if (!this.#isWatched) return
    this.#isWatched = false
    abandoned.unregister(this)
  }

  #read<T>(work: () => T): T | undefined {
    try {
      return work()
    } catch (error) {
      this.start.listener.trouble('response', error)
      return undefined
    }
  }
}

/** Ends what a listener still waits for; its run is about to end. */
export function endOpenCalls(listener: CallListener): void {
  for (const call of open) if (call.start.listener === listener) call.end('aborted', undefined, 'unfinished')
}

let watchesExit = false

/** Records the calls that the end of the process cuts off; before the runs' own listeners, which then still take them. */
export function endCallsAtExit(): void {
  if (watchesExit) return
  watchesExit = true
  const endAll = (): void => {
    for (const call of open) call.end('aborted', undefined, 'unfinished')
  }
  process.prependListener('exit', endAll)
  // nothing is under way any more that could end them, and the runs end here
  process.prependListener('beforeExit', endAll)
}

/** Calls that have begun and are not over. */
export function openCalls(): number {
  return open.size
}
