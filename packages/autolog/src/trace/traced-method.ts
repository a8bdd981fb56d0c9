import { InvalidArgumentError } from '@seetrain/core'
import type { SpanOptions } from './span.ts'
import { traced } from './trace.ts'

type AnyFunction = (this: never, ...args: never[]) => unknown
type TracedOptions = SpanOptions & { name?: string }

/** Decorates a method, or a field that holds a function: as the standard has it, and as TypeScript had it before. */
export interface TracedDecorator {
  <F extends AnyFunction>(method: F, context: ClassMethodDecoratorContext): F
  <This, F extends AnyFunction>(field: undefined, context: ClassFieldDecoratorContext<This, F>): (initial: F) => F
  <F extends AnyFunction>(
    owner: object,
    name: string | symbol,
    descriptor: TypedPropertyDescriptor<F>,
  ): TypedPropertyDescriptor<F>
}

/** A method that is traced each time it is called: `@tracedMethod({ kind: 'tool' })`, or `@tracedMethod` alone. */
export function tracedMethod<F extends AnyFunction>(method: F, context: ClassMethodDecoratorContext): F
export function tracedMethod<This, F extends AnyFunction>(
  field: undefined,
  context: ClassFieldDecoratorContext<This, F>,
): (initial: F) => F
export function tracedMethod<F extends AnyFunction>(
  owner: object,
  name: string | symbol,
  descriptor: TypedPropertyDescriptor<F>,
): TypedPropertyDescriptor<F>
export function tracedMethod(options?: TracedOptions): TracedDecorator
export function tracedMethod(...args: unknown[]): unknown {
  if (args.length > 1) return decorate({}, args)
  const [options = {}] = args as [TracedOptions?]
  return (...decorated: unknown[]) => decorate(options, decorated)
}

function decorate(options: TracedOptions, [target, place, descriptor]: unknown[]): unknown {
  if (typeof place !== 'object' || place === null) return decorateBefore(options, place as PropertyKey, descriptor)
  const { kind, name } = place as ClassMemberDecoratorContext
  const named = { name: String(name), ...options }
  if (kind === 'method') return traced(target as AnyFunction, named)
  if (kind === 'field') return (initial: unknown) => (isFunction(initial) ? traced(initial, named) : initial)
  throw refused(kind)
}

/** As TypeScript's `experimentalDecorators` call it: the class, a name, and what is there. Of a field nothing is, yet. */
function decorateBefore(options: TracedOptions, name: PropertyKey, descriptor: unknown): unknown {
  const { value } = Object(descriptor) as PropertyDescriptor
  if (!isFunction(value)) throw refused(descriptor === undefined ? 'field of an experimental decorator' : 'accessor')
  return { ...(descriptor as PropertyDescriptor), value: traced(value, { name: String(name), ...options }) }
}

function isFunction(value: unknown): value is AnyFunction {
  return typeof value === 'function'
}

function refused(kind: string): InvalidArgumentError {
  return new InvalidArgumentError('@tracedMethod', kind, 'Decorate a method, or write `field = traced(function)`.')
}
