import type { Clock } from '../contracts/ports.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { systemClock } from '../ports/system-clock.ts'
import { checkOptions } from './check-options.ts'
import { isCounted, markCounted, noteFailure, operationOf, type Operation } from './operations.ts'
import type { Callable } from './wrapping.ts'

export interface DegradationOptions<R = unknown> {
  /** What to give instead: a value, or a function of the error and the call's arguments. */
  fallback: Fallback<R>
  /** Name in `getIntegrationErrorStats()`. Default: the function's name. */
  operation?: string
  /** Told of each error that a fallback stood in for. */
  onError?: (error: unknown) => void
  clock?: Clock
}

// oxlint-disable-next-line typescript/no-explicit-any -- the arguments are those of whatever function is wrapped
export type Fallback<R> = R | ((error: unknown, ...args: any[]) => R)

/** A function that returned at once still does; one that returned a promise still does. */
export type Degraded<F extends Callable, R> = (
  this: ThisParameterType<F>,
  ...args: Parameters<F>
) => ReturnType<F> extends PromiseLike<infer T> ? Promise<T | Awaited<R>> : ReturnType<F> | R

export type DegradedWrapper<R> = <F extends Callable>(fn: F, context?: ClassMethodDecoratorContext) => Degraded<F, R>

/** Calls `fn`; when it fails, the fallback stands in and nothing is thrown. A fallback that throws does throw. */
export function withGracefulDegradation<F extends Callable, R>(options: DegradationOptions<R>, fn: F): Degraded<F, R>
export function withGracefulDegradation<F extends Callable, R>(fallback: Fallback<R>, fn: F): Degraded<F, R>
export function withGracefulDegradation<R>(options: DegradationOptions<R>): DegradedWrapper<R>
export function withGracefulDegradation<R>(fallback: Fallback<R>): DegradedWrapper<R>
export function withGracefulDegradation(given: unknown, fn?: Callable): Callable {
  const options = isOptions(given) ? given : { fallback: given }
  checkOptions(
    'withGracefulDegradation',
    { ...options, fallback: undefined },
    {
      fallback: 'object',
      operation: 'string',
      onError: 'function',
      clock: 'object',
    },
  )
  if (fn !== undefined && typeof fn !== 'function')
    throw new InvalidArgumentError('fn', fn, 'Pass the function to wrap.')
  return fn === undefined ? (method: Callable) => degrade(options, method) : degrade(options, fn)
}

// an object with a member "fallback" holds options; every other value is itself the fallback
function isOptions(given: unknown): given is DegradationOptions {
  return typeof given === 'object' && given !== null && Object.hasOwn(given, 'fallback')
}

function degrade(options: DegradationOptions, fn: Callable): Callable {
  const degraded: Callable = function (...args) {
    const operation = operationOf(options.operation, fn)
    const standIn = (error: unknown): unknown => fallBack(options, fn, operation, { error, args })
    if (!isCounted(fn, operation)) operation.stats.calls++
    try {
      const result = fn.apply(this, args)
      return isThenable(result) ? Promise.resolve(result).catch(standIn) : result
    } catch (error) {
      return standIn(error)
    }
  }
  markCounted(degraded, operationOf(options.operation, fn))
  return degraded
}

function fallBack(
  options: DegradationOptions,
  fn: Callable,
  operation: Operation,
  { error, args }: { error: unknown; args: unknown[] },
): unknown {
  const { fallback, onError, clock = systemClock } = options
  if (!isCounted(fn, operation)) noteFailure(operation, error, clock.now())
  operation.stats.fallbacks++
  onError?.(error)
  return typeof fallback === 'function' ? (fallback as Callable)(error, ...args) : fallback
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
