import type { Clock, Timer } from '../contracts/ports.ts'
import { DeadlineError } from '../errors/deadline-error.ts'

export interface TimeoutOptions {
  /** What is timed, for the message. */
  operation: string
  timeoutMs: number
  clock: Clock
  /** Aborts the work before its time. */
  signal?: AbortSignal
}

/**
 * Runs `work` with a signal that aborts after `timeoutMs`. Work that heeds its signal is awaited, so that two attempts
 * never overlap, and its success still counts when it comes late. Work that ignores its signal is given up after as
 * long again.
 */
export function withTimeout<T>(options: TimeoutOptions, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { operation, timeoutMs, clock, signal: outer } = options
  const controller = new AbortController()
  const late = new DeadlineError(operation, timeoutMs)
  return new Promise((resolve, reject) => {
    let timer: Timer
    const stop = (reason: unknown): void => {
      timer.cancel()
      timer = clock.setTimer(() => settle(() => reject(reason)), timeoutMs)
      controller.abort(reason)
    }
    const onAbort = (): void => stop(outer?.reason)
    const settle = (end: () => void): void => {
      timer.cancel()
      outer?.removeEventListener('abort', onAbort)
      end()
    }
    timer = clock.setTimer(() => stop(late), timeoutMs)
    if (outer?.aborted) onAbort()
    else outer?.addEventListener('abort', onAbort, { once: true })
    // inside a promise, so that work which throws at once is a rejection too
    Promise.resolve(controller.signal)
      .then(work)
      .then(
        value => settle(() => resolve(value)),
        (error: unknown) =>
          settle(() => reject((controller.signal.aborted ? controller.signal.reason : error) as Error)),
      )
  })
}
