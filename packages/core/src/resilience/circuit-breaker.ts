import type { CircuitState } from 'cockatiel'
import type { Clock } from '../contracts/ports.ts'
import { CircuitOpenError } from '../errors/circuit-open-error.ts'
import { systemClock } from '../ports/system-clock.ts'
import { checkOptions } from './check-options.ts'
import { cockatiel } from './cockatiel.ts'
import { counting, markCounted, operationOf, type CircuitBreaker, type Operation } from './operations.ts'
import { isRetryable } from './retryable.ts'
import type { Callable, Resilient, ResilientWrapper } from './wrapping.ts'

export interface CircuitBreakerOptions {
  /** Calls of the same name share one breaker. Default: each function has its own, shared between all its calls. */
  operation?: string
  /** Failures in a row that open the breaker. Default 5. */
  failureThreshold?: number
  /** How long it stays open before one call may try again. Default 60 s. */
  resetTimeoutMs?: number
  /** Which errors count as failures. Default: all but those that say of themselves that repeating is of no use. */
  countIf?: (error: unknown) => boolean
  clock?: Clock
}

/**
 * Calls `fn` until it failed repeatedly, then refuses with `CircuitOpenError` until it may have recovered. The breaker
 * belongs to the operation: the options of the first wrapper of an operation hold.
 */
export function withCircuitBreaker<F extends Callable>(options: CircuitBreakerOptions, fn: F): Resilient<F>
export function withCircuitBreaker(options?: CircuitBreakerOptions): ResilientWrapper
export function withCircuitBreaker(options: CircuitBreakerOptions = {}, fn?: Callable): Callable {
  checkOptions('withCircuitBreaker', options, {
    operation: 'string',
    failureThreshold: 'count',
    resetTimeoutMs: 'duration',
    countIf: 'function',
    clock: 'object',
  })
  return fn === undefined ? (method: Callable) => guard(options, method) : guard(options, fn)
}

function guard(options: CircuitBreakerOptions, fn: Callable): Callable {
  const guarded: Callable = async function (...args) {
    // looked up per call: tests may reset operations between calls
    const operation = operationOf(options.operation, fn)
    operation.breaker ??= createBreaker(operation, options)
    const call = counting(fn, operation, options.clock ?? systemClock)
    try {
      return await operation.breaker.policy.execute(() => call.apply(this, args))
    } catch (error) {
      if (error instanceof cockatiel().BrokenCircuitError) throw new CircuitOpenError(operation.name, { cause: error })
      throw error
    }
  }
  markCounted(guarded, operationOf(options.operation, fn))
  return guarded
}

/** The breaker's own state apart from its options: when it opened, by the injected clock. */
function createBreaker(operation: Operation, options: CircuitBreakerOptions): CircuitBreaker {
  const { failureThreshold = 5, resetTimeoutMs = 60_000, countIf = isRetryable, clock = systemClock } = options
  const { circuitBreaker, handleWhen, ConsecutiveBreaker } = cockatiel()
  let openedAt = 0
  // cockatiel compares the system's time with the duration, so the duration answers for our clock
  const pause = {
    get duration() {
      return clock.now() - openedAt >= resetTimeoutMs ? -Infinity : Infinity
    },
    next() {
      openedAt = clock.now()
      return pause
    },
  }
  const policy = circuitBreaker(handleWhen(countIf), {
    breaker: new ConsecutiveBreaker(failureThreshold),
    halfOpenAfter: pause,
  })
  policy.onStateChange(state => (operation.stats.breaker = nameOf(state)))
  return { policy, allowProbe: () => (openedAt = -Infinity) }
}

function nameOf(state: CircuitState): 'closed' | 'open' | 'half-open' {
  const { CircuitState } = cockatiel()
  if (state === CircuitState.Closed) return 'closed'
  return state === CircuitState.HalfOpen ? 'half-open' : 'open'
}
