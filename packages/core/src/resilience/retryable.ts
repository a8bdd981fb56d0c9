import { CircuitOpenError } from '../errors/circuit-open-error.ts'

/** Whether trying again could help. An error says no by `retryable: false`, by being an abort, or an open breaker. */
export function isRetryable(error: unknown): boolean {
  if (error instanceof CircuitOpenError) return false
  if (typeof error !== 'object' || error === null) return true
  return !('retryable' in error && error.retryable === false) && !('name' in error && error.name === 'AbortError')
}
