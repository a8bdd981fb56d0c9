import type { PlainObject } from '../contracts/record.ts'
import type { Sink, SinkFactory } from '../contracts/sink.ts'
import { warnOnce } from '../diag.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { UnknownSinkError } from '../errors/unknown-sink-error.ts'
import { processState } from '../process-state.ts'
import { toPlainObject } from '../record/to-plain.ts'
import { routeOf } from './route.ts'
import { RoutedSink } from './routed-sink.ts'

type Entry = SinkFactory | (() => SinkFactory)

const entries = processState('sinks', () => new Map<string, Entry>())

/**
 * Makes a sink known by its id: by its factory, or by a function that loads the factory at the first use. The first
 * registration of an id wins; another one is told and refused. Returns the way to take it back.
 */
export function registerSink(id: string, factory: SinkFactory): () => void
export function registerSink(id: string, load: () => SinkFactory): () => void
export function registerSink(id: string, factory: Entry): () => void {
  if (typeof id !== 'string' || id === '')
    throw new InvalidArgumentError('id', id, 'Pass the name that users write in sinks.')
  if (typeof factory !== 'function')
    throw new InvalidArgumentError('factory', factory, 'Pass a function that makes the sink.')
  const known = entries.get(id)
  if (known !== undefined && known !== factory) {
    // the same code is a second copy of the library, as test runners make them
    if (String(known) !== String(factory))
      warnOnce(`sink ${id}`, `a sink "${id}" is registered already; the second registration is ignored.`)
    return () => {}
  }
  entries.set(id, factory)
  return () => {
    if (entries.get(id) === factory) entries.delete(id)
  }
}

/** Ids of all sinks that are registered, sorted. Loads none of them. */
export function listSinks(): string[] {
  return [...entries.keys()].sort()
}

/** Makes a sink of its id, or of its id with options and a route. A sink that is one already is returned as it is. */
export function createSink(spec: string | { readonly id: string }): Sink {
  if (isSink(spec)) return spec
  const { id, ...members } =
    typeof spec === 'string' ? { id: spec } : (toPlainObject(spec, 'sinks') as PlainObject & { id: unknown })
  if (typeof id !== 'string')
    throw new InvalidArgumentError('sinks', spec, 'Pass the id of a sink, or an object with it and the options.')
  const entry = entries.get(id)
  if (entry === undefined) throw new UnknownSinkError(id, listSinks())
  const { route, options } = routeOf(id, members)
  const made = entry(options)
  const sink = typeof made === 'function' ? made(options) : made
  return route === undefined ? sink : new RoutedSink(sink, route)
}

function isSink(value: unknown): value is Sink {
  return typeof value === 'object' && value !== null && 'deliver' in value && typeof value.deliver === 'function'
}
