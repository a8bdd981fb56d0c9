import type { Clock, Timer } from '@seetrain/core'
import type { LiveFeed } from './live-feed.ts'
import { PendingChanges } from './pending-changes.ts'

export interface LiveStreamOptions {
  feed: LiveFeed
  clock: Clock
  /** Only changes of these runs; all when undefined. */
  runs: ReadonlySet<string> | undefined
  /** Sent as the first event. */
  hello: object
  /** Aborts when the hub ends. */
  signal: AbortSignal
  onClose: () => void
}

/** Changes of this long are told together. */
const GATHER_MS = 100
/** Proxies and browsers give up a connection on which nothing comes. */
const HEARTBEAT_MS = 15_000

/** Server-sent events of what changes. While the caller does not read, changes gather instead of queueing. */
export function liveStream(options: LiveStreamOptions): ReadableStream<Uint8Array> {
  const source = new LiveSource(options)
  return new ReadableStream<Uint8Array>(source, { highWaterMark: 4 })
}

class LiveSource {
  readonly #options: LiveStreamOptions
  readonly #pending = new PendingChanges()
  readonly #encoder = new TextEncoder()
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined
  #unsubscribe = (): void => {}
  #timer: Timer | undefined
  #heartbeat: Timer | undefined

  constructor(options: LiveStreamOptions) {
    this.#options = options
  }

  start(controller: ReadableStreamDefaultController<Uint8Array>): void {
    const { feed, runs, hello, signal } = this.#options
    this.#controller = controller
    this.#send(eventText('hello', hello))
    this.#beatLater()
    this.#unsubscribe = feed.subscribe(change => {
      if (runs !== undefined && !runs.has(change.runId)) return
      this.#pending.add(change)
      this.#flushSoon()
    })
    signal.addEventListener('abort', this.#onEnd, { once: true })
    if (signal.aborted) this.#onEnd()
  }

  pull(): void {
    if (!this.#pending.isEmpty) this.#flushSoon()
  }

  cancel(): void {
    const { signal, onClose } = this.#options
    if (this.#controller === undefined) return
    this.#controller = undefined
    signal.removeEventListener('abort', this.#onEnd)
    this.#unsubscribe()
    this.#timer?.cancel()
    this.#heartbeat?.cancel()
    onClose()
  }

  readonly #onEnd = (): void => {
    const controller = this.#controller
    this.cancel()
    controller?.close()
  }

  #flushSoon(): void {
    this.#timer ??= this.#options.clock.setTimer(() => {
      this.#timer = undefined
      if (this.#pending.isEmpty || !this.#canSend()) return
      const batch = this.#pending.take()
      this.#send(batch === 'reset' ? eventText('reset', {}) : eventText('change', batch))
    }, GATHER_MS)
  }

  #beatLater(): void {
    this.#heartbeat = this.#options.clock.setTimer(() => {
      if (this.#canSend()) this.#send(': still here\n\n')
      this.#beatLater()
    }, HEARTBEAT_MS)
  }

  #canSend(): boolean {
    return (this.#controller?.desiredSize ?? 0) > 0
  }

  #send(text: string): void {
    this.#controller?.enqueue(this.#encoder.encode(text))
  }
}

function eventText(event: string, data: object): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}
