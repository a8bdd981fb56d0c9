import type { Ports } from '../container.ts'
import type { PlainObject } from '../contracts/record.ts'
import type { SinkStats } from '../contracts/run.ts'
import type { Sink, SinkRun } from '../contracts/sink.ts'
import { PoisonRecordError } from '../errors/poison-record-error.ts'
import { withCircuitBreaker } from '../resilience/circuit-breaker.ts'
import { messageOf, namedOperation } from '../resilience/operations.ts'
import { withRetry } from '../resilience/retry.ts'
import { isRetryable } from '../resilience/retryable.ts'
import { withTimeout } from '../resilience/timeout.ts'
import type { DeliveryPolicy } from './courier-options.ts'
import type { Part } from './parts.ts'

type Work = (signal: AbortSignal) => Promise<void>

export interface SinkCallerOptions {
  sink: Sink
  writer: string
  ports: Ports
  policy: Required<DeliveryPolicy>
  stats: SinkStats
  signal: AbortSignal
}

/** Calls a sink with a timeout for each attempt, repeats and a circuit breaker that all runs of the sink share. */
export class SinkCaller {
  readonly operation: string
  readonly #options: SinkCallerOptions
  readonly #insist: (work: Work) => Promise<void>
  #opened = false

  constructor(options: SinkCallerOptions) {
    this.#options = options
    this.operation = `sink:${options.sink.id}`
    const { operation } = this
    const { policy, signal } = options
    const { clock } = options.ports
    const { failureThreshold, resetTimeoutMs, maxRetries, baseDelayMs } = policy
    const guarded = withCircuitBreaker(
      { operation, failureThreshold, resetTimeoutMs, countIf: isWorthRepeating, clock },
      (work: Work) => this.#attempt(work),
    )
    this.#insist = withRetry(
      { operation, maxRetries, baseDelayMs, retryIf: isWorthRepeating, signal, background: true, clock },
      guarded,
    )
  }

  get opened(): boolean {
    return this.#opened
  }

  async open(run: Omit<SinkRun, 'signal'>): Promise<void> {
    const { sink, signal } = this.#options
    if (this.#opened) return
    await this.#insist(async () => sink.open?.({ ...run, signal }))
    this.#opened = true
  }

  /** Delivers a part and returns the state to save with the cursor, when the sink gave one. */
  async deliver(part: Part, offset: number): Promise<PlainObject | undefined> {
    const { sink, writer } = this.#options
    let saved: PlainObject | undefined
    await this.#insist(async signal => {
      // an attempt that was given up may still run: only the latest one's word counts
      let state: PlainObject | undefined
      await sink.deliver({
        records: part.entries.map(entry => entry.record),
        offset,
        writer,
        checkpoint: given => void (state = given),
        signal,
      })
      saved = state
    })
    return saved
  }

  async flush(): Promise<void> {
    if (this.#opened) await this.#attempt(async () => this.#options.sink.flush?.())
  }

  /** Flushes and closes within the time, whatever the sink does. Says what failed. */
  async close(timeoutMs: number): Promise<string | undefined> {
    if (!this.#opened) return undefined
    this.#opened = false
    const { sink, ports } = this.#options
    try {
      await withTimeout({ operation: `closing the sink ${sink.id}`, timeoutMs, clock: ports.clock }, async () => {
        try {
          await sink.flush?.()
        } finally {
          await sink.close?.()
        }
      })
    } catch (error) {
      return messageOf(error)
    }
    return undefined
  }

  /** Lets the next call through an open breaker. */
  allowProbe(): void {
    namedOperation(this.operation).breaker?.allowProbe()
  }

  async #attempt(work: Work): Promise<void> {
    const { stats, signal, policy, ports, sink } = this.#options
    stats.state = 'delivering'
    try {
      await withTimeout(
        { operation: `one attempt of the sink ${sink.id}`, timeoutMs: policy.timeoutMs, clock: ports.clock, signal },
        work,
      )
    } catch (error) {
      stats.state = 'waiting'
      stats.lastError = messageOf(error)
      if (isWorthRepeating(error)) stats.failures++
      throw error
    }
  }
}

function isWorthRepeating(error: unknown): boolean {
  return !(error instanceof PoisonRecordError) && isRetryable(error)
}
