// oxlint-disable-next-line typescript/no-explicit-any -- a wrapper keeps its function's arguments, and only any is assignable both ways
export type Callable = (this: any, ...args: any[]) => unknown

/** What `withRetry` and `withCircuitBreaker` make of a function: the same call, always a promise. */
export type Resilient<F extends Callable> = (
  this: ThisParameterType<F>,
  ...args: Parameters<F>
) => Promise<Awaited<ReturnType<F>>>

/** Wraps a function, or decorates a method (`@withRetry({ … })`) by the standard's rules. */
export type ResilientWrapper = <F extends Callable>(fn: F, context?: ClassMethodDecoratorContext) => Resilient<F>
