import type { IBackoff } from 'cockatiel'
import type { Clock } from '../contracts/ports.ts'
import { systemClock } from '../ports/system-clock.ts'
import { checkOptions } from './check-options.ts'
import { cockatiel } from './cockatiel.ts'
import { counting, markCounted, operationOf } from './operations.ts'
import { isRetryable } from './retryable.ts'
import { holdProcess, untilAborted, wait } from './wait.ts'
import type { Callable, Resilient, ResilientWrapper } from './wrapping.ts'

export interface RetryOptions {
  /** Name in `getIntegrationErrorStats()`. Default: the function's name. */
  operation?: string
  /** Calls after the first. Default 3. */
  maxRetries?: number
  /** About how long to wait before the first repeat; each wait is about twice the one before. Default 1 s. */
  baseDelayMs?: number
  /** Default 30 s. */
  maxDelayMs?: number
  /** Spreads the waits, so that many clients do not come back at once. Default true. */
  jitter?: boolean
  /** Which errors are worth another try. Default: all but those that say of themselves that they are not. */
  retryIf?: (error: unknown) => boolean
  /** Rejects at once with the signal's reason, in a call or between two. */
  signal?: AbortSignal
  /** Lets the process end while a repeat is pending. Default false: who awaits the result gets it. */
  background?: boolean
  clock?: Clock
}

/** Calls `fn` again when it fails, after growing waits. Rejects with the last error. */
export function withRetry<F extends Callable>(options: RetryOptions, fn: F): Resilient<F>
export function withRetry(options?: RetryOptions): ResilientWrapper
export function withRetry(options: RetryOptions = {}, fn?: Callable): Callable {
  checkOptions('withRetry', options, {
    operation: 'string',
    maxRetries: 'count',
    baseDelayMs: 'duration',
    maxDelayMs: 'duration',
    jitter: 'boolean',
    retryIf: 'function',
    signal: 'object',
    background: 'boolean',
    clock: 'object',
  })
  return fn === undefined ? (method: Callable) => repeat(options, method) : repeat(options, fn)
}

function repeat(options: RetryOptions, fn: Callable): Callable {
  const { maxRetries = 3, retryIf = isRetryable, signal, clock = systemClock } = options
  const repeating: Callable = async function (...args) {
    signal?.throwIfAborted()
    const operation = operationOf(options.operation, fn)
    const call = counting(fn, operation, clock)
    const delays = waits(options)
    for (let retries = 0; ; retries++) {
      try {
        return await untilAborted(call.apply(this, args) as Promise<unknown>, signal)
      } catch (error) {
        if (retries >= maxRetries || signal?.aborted || !retryIf(error)) throw error
      }
      await pause(delays(), options, clock)
      operation.stats.retries++
    }
  }
  markCounted(repeating, operationOf(options.operation, fn))
  return repeating
}

async function pause(delayMs: number, options: RetryOptions, clock: Clock): Promise<void> {
  const release = options.background ? undefined : holdProcess()
  try {
    await wait(clock, delayMs, options.signal)
  } finally {
    release?.()
  }
}

// cockatiel computes the waits; its own retry policy can neither be aborted in a wait nor be given a clock
function waits(options: RetryOptions): () => number {
  const { baseDelayMs = 1000, maxDelayMs = 30_000, jitter = true } = options
  let backoff: IBackoff<unknown> | undefined
  return () => {
    const { ExponentialBackoff, decorrelatedJitterGenerator, noJitterGenerator } = cockatiel()
    const range = { initialDelay: baseDelayMs, maxDelay: maxDelayMs }
    const fresh = (): IBackoff<unknown> =>
      jitter
        ? new ExponentialBackoff({ ...range, generator: decorrelatedJitterGenerator }).next()
        : new ExponentialBackoff({ ...range, generator: noJitterGenerator }).next()
    backoff = backoff ? backoff.next(undefined) : fresh()
    return backoff.duration
  }
}
