import type { Call } from '../call/call.ts'
import { watchIterator } from './watch-stream.ts'

const NEVER = new AbortController().signal

export function isIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

/** Listens to any stream that is read with `for await` or by hand. It stays the object that it is, and so do its chunks. */
export function watchIterable(call: Call, stream: AsyncIterable<unknown>, signal: AbortSignal = NEVER): void {
  call.streaming()
  const holder = {}
  call.endWith(holder)
  if (isIterator(stream)) return watchIterator(call, stream, holder, signal)
  const watch = (source: AsyncIterator<unknown>) => watchIterator(call, source, holder, signal)
  const iterate = Reflect.get(stream, Symbol.asyncIterator)
  hide(stream, Symbol.asyncIterator, (...args: []) => {
    const source = Reflect.apply(iterate, stream, args)
    watch(source)
    return source
  })
  watchReader(stream, watch)
}

type Read = () => Promise<IteratorResult<unknown>>

interface Reader {
  read: Read
  cancel(reason?: unknown): Promise<unknown>
}

/** Streams of the platform can also be read by a reader, which no iterator knows of. */
function watchReader(stream: AsyncIterable<unknown>, watch: (source: AsyncIterator<unknown>) => void): void {
  const getReader: unknown = Reflect.get(stream, 'getReader')
  if (typeof getReader !== 'function') return
  hide(stream, 'getReader', (...args: []) => {
    const reader = Reflect.apply(getReader, stream, args) as Reader
    const source: AsyncIterator<unknown> = {
      next: () => Reflect.apply(read, reader, []),
      return: reason => Reflect.apply(cancel, reader, [reason]) as never,
    }
    const { read, cancel } = reader
    watch(source)
    hide(reader, 'read', () => source.next())
    hide(reader, 'cancel', (reason?: unknown) => source.return!(reason))
    return reader
  })
}

function hide(object: object, name: PropertyKey, value: unknown): void {
  Object.defineProperty(object, name, { configurable: true, writable: true, enumerable: false, value })
}

function isIterator(stream: object): stream is AsyncIterator<unknown> {
  return 'next' in stream && typeof stream.next === 'function'
}
