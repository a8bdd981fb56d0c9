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
  onClose: () => void
}

/** Changes of this long are told together. */
const GATHER_MS = 100
/** Proxies and browsers give up a connection on which nothing comes. */
const HEARTBEAT_MS = 15_000

/** Server-sent events of what changes. While the caller does not read, changes gather instead of queueing. */
export function liveStream(options: LiveStreamOptions): ReadableStream<Uint8Array> {
  const { feed, clock, runs, onClose } = options
  const pending = new PendingChanges()
  const encoder = new TextEncoder()
  let stop = (): void => {}
  let timer: Timer | undefined
  let heartbeat: Timer | undefined
  let controller: ReadableStreamDefaultController<Uint8Array>
  const canSend = (): boolean => (controller.desiredSize ?? 0) > 0
  const send = (text: string): void => controller.enqueue(encoder.encode(text))

  const flush = (): void => {
    timer = undefined
    if (pending.isEmpty || !canSend()) return
    const batch = pending.take()
    send(batch === 'reset' ? eventText('reset', {}) : eventText('change', batch))
  }
  const beat = (): void => {
    if (canSend()) send(': still here\n\n')
    heartbeat = clock.setTimer(beat, HEARTBEAT_MS)
  }
  return new ReadableStream<Uint8Array>(
    {
      start(given) {
        controller = given
        send(eventText('hello', options.hello))
        heartbeat = clock.setTimer(beat, HEARTBEAT_MS)
        stop = feed.subscribe(change => {
          if (runs !== undefined && !runs.has(change.runId)) return
          pending.add(change)
          timer ??= clock.setTimer(flush, GATHER_MS)
        })
      },
      pull() {
        if (!pending.isEmpty) timer ??= clock.setTimer(flush, GATHER_MS)
      },
      cancel() {
        stop()
        timer?.cancel()
        heartbeat?.cancel()
        onClose()
      },
    },
    { highWaterMark: 4 },
  )
}

function eventText(event: string, data: object): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}
