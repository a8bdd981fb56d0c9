import type { CircuitBreakerPolicy } from 'cockatiel'
import type { Clock } from '../contracts/ports.ts'
import { describe } from '../errors/describe.ts'
import { processState } from '../process-state.ts'
import type { Callable } from './wrapping.ts'

/** What happened at one operation since the process started. */
export interface OperationStats {
  /** How often the operation itself was called, repeats included. Calls that an open breaker held back are not counted. */
  calls: number
  /** How many of those calls failed. */
  failures: number
  /** How many of those calls were repeats of a failed one. */
  retries: number
  /** How often a fallback stood in. */
  fallbacks: number
  breaker: 'closed' | 'open' | 'half-open'
  lastError?: string
  lastFailureAt?: number
}

export interface Operation {
  name: string
  stats: OperationStats
  breaker?: CircuitBreaker
}

export interface CircuitBreaker {
  policy: CircuitBreakerPolicy
  /** Lets the next call through, however short the breaker has been open. */
  allowProbe(): void
}

interface State {
  statsByName: Map<string, OperationStats>
  byName: Map<string, Operation>
  /** By identity and weakly: functions made per call must not pile up. */
  byFunction: WeakMap<Callable, Operation>
  /** Wrapped functions whose calls are counted already. */
  counted: WeakMap<Callable, Operation>
}

const state = processState('operations', emptyState)

function emptyState(): State {
  return { statsByName: new Map(), byName: new Map(), byFunction: new WeakMap(), counted: new WeakMap() }
}

/** The operation of this name, or of this function when it has no name. Wrapping a wrapped function stays with its operation. */
export function operationOf(name: string | undefined, fn: Callable): Operation {
  if (name !== undefined) return namedOperation(name)
  let operation = state.byFunction.get(fn)
  if (operation === undefined) {
    const shown = fn.name || 'anonymous'
    operation = { name: shown, stats: statsOf(shown) }
    state.byFunction.set(fn, operation)
  }
  return operation
}

export function namedOperation(name: string): Operation {
  let operation = state.byName.get(name)
  if (operation === undefined) {
    operation = { name, stats: statsOf(name) }
    state.byName.set(name, operation)
  }
  return operation
}

/** Says that calls of `wrapped` are counted for `operation` already, so that a wrapper around it does not count twice. */
export function markCounted(wrapped: Callable, operation: Operation): void {
  state.byFunction.set(wrapped, operation)
  state.counted.set(wrapped, operation)
}

export function isCounted(fn: Callable, operation: Operation): boolean {
  return state.counted.get(fn) === operation
}

/** The same function, counting its calls and failures for the operation unless a wrapper inside does so already. */
export function counting(fn: Callable, operation: Operation, clock: Clock): Callable {
  if (isCounted(fn, operation)) return fn
  return async function (...args) {
    operation.stats.calls++
    try {
      return await fn.apply(this, args)
    } catch (error) {
      noteFailure(operation, error, clock.now())
      throw error
    }
  }
}

export function noteFailure(operation: Operation, error: unknown, now: number): void {
  operation.stats.failures++
  operation.stats.lastError = messageOf(error)
  operation.stats.lastFailureAt = now
}

/** Counters per operation: of the user's own wrapped functions, of sinks (`sink:<id>`) and of integrations. */
export function getIntegrationErrorStats(): { [operation: string]: OperationStats } {
  return Object.fromEntries([...state.statsByName].map(([name, stats]) => [name, { ...stats }]))
}

/** For tests: forgets all counters and breakers. */
export function resetIntegrationErrorStats(): void {
  Object.assign(state, emptyState())
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : describe(error)
}

function statsOf(name: string): OperationStats {
  let stats = state.statsByName.get(name)
  if (stats === undefined) {
    stats = { calls: 0, failures: 0, retries: 0, fallbacks: 0, breaker: 'closed' }
    state.statsByName.set(name, stats)
  }
  return stats
}
