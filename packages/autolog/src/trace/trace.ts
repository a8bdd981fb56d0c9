import { Span, type SpanOptions } from './span.ts'

/**
 * Runs `work` as a span: what happens inside, calls to models too, become its children. Returns what `work` returns, a
 * promise or an iterator too, and ends the span when that is done. Errors pass through as they are.
 */
export function trace<T>(name: string, work: (span: Span) => T, options?: SpanOptions): T {
  const span = new Span(name, options)
  let result: T
  try {
    result = span.within(() => work(span))
  } catch (error) {
    span.end(error)
    throw error
  }
  return follow(span, result)
}

/** A span that is ended by hand: `using step = span('retrieve')`, with `step.within(…)` for its children. */
export function span(name: string, options?: SpanOptions): Span {
  return new Span(name, options)
}

type AnyFunction = (this: never, ...args: never[]) => unknown

/** A function that is traced each time it is called, with its arguments and its result. Everything else stays. */
export function traced<F extends AnyFunction>(work: F, options: SpanOptions & { name?: string } = {}): F {
  return new Proxy(work, {
    apply: (target, self, args: never[]) =>
      trace(options.name ?? (target.name || 'function'), () => Reflect.apply(target, self, args) as unknown, {
        input: args,
        ...options,
      }),
  })
}

function follow<T>(span: Span, result: T): T {
  if (isAsyncIterator(result)) return followIterator(span, result)
  if (isPromise(result))
    return result.then(
      value => {
        span.setOutput(value)
        span.end()
        return value
      },
      (error: unknown) => {
        span.end(error ?? new Error(String(error)))
        throw error
      },
    ) as T
  span.setOutput(result)
  span.end()
  return result
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

function isAsyncIterator(value: unknown): value is AsyncGenerator {
  if (typeof value !== 'object' || value === null) return false
  return Symbol.asyncIterator in value && 'next' in value && typeof value.next === 'function'
}

const MOST_KEPT = 1000

/** The span of a generator lasts until it is done; its body runs inside the span, whoever asks for the next value. */
function followIterator<T extends AsyncGenerator>(span: Span, source: T): T {
  const yielded: unknown[] = []
  const watch = (method: 'next' | 'return' | 'throw') => {
    const original = source[method].bind(source) as (value?: unknown) => Promise<IteratorResult<unknown>>
    return (value?: unknown) =>
      span
        .within(() => original(value))
        .then(
          result => {
            if (!result.done && yielded.length < MOST_KEPT) yielded.push(result.value)
            if (result.done) {
              span.setOutput(yielded)
              span.end()
            }
            return result
          },
          (error: unknown) => {
            span.end(error)
            throw error
          },
        )
  }
  return Object.assign(source, { next: watch('next'), return: watch('return'), throw: watch('throw') })
}
