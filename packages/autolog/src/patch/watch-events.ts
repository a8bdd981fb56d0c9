import type { Call } from '../call/call.ts'
import { isAbort } from '../call/is-abort.ts'
import { eventLines } from './event-lines.ts'

/**
 * Listens to server-sent events that a program gets as a stream of bytes. Whoever reads it, by `for await`, `pipe` or
 * listeners, what is read is emitted; to listen by a listener would make it flow.
 */
export function watchEvents(call: Call, stream: NodeJS.ReadableStream): void {
  call.streaming()
  call.endWith(stream)
  hearDestroy(call, stream)
  const hear = listenersOf(call, stream)
  const { emit } = stream
  Object.defineProperty(stream, 'emit', {
    configurable: true,
    writable: true,
    enumerable: false,
    value(event: string, ...args: unknown[]) {
      try {
        if (Object.hasOwn(hear, event)) hear[event]!(args[0])
      } catch (error) {
        call.start.listener.trouble('stream', error)
      }
      return Reflect.apply(emit, stream, [event, ...args])
    },
  })
}

function listenersOf(
  call: Call,
  stream: NodeJS.ReadableStream,
): { readonly [event: string]: (value: unknown) => void } {
  return {
    data: eventLines({ event: data => call.chunk(data) }),
    end: () => call.end('ok'),
    error: error =>
      isBrokenOff(error, stream) ? call.end('aborted', undefined, 'cancelled') : call.end('error', error),
    // after `end`, this says nothing new
    close: () => call.end('aborted', undefined, 'cancelled'),
  }
}

/** `for await` that is left ends the request below. */
function isBrokenOff(error: unknown, stream: NodeJS.ReadableStream): boolean {
  const { aborted } = Object(Reflect.get(stream, 'req')) as { aborted?: unknown }
  return isAbort(error) || aborted === true
}

/** Who stops reading destroys the stream without a reason; a connection that breaks gives one. */
function hearDestroy(call: Call, stream: NodeJS.ReadableStream): void {
  const destroy: unknown = Reflect.get(stream, 'destroy')
  if (typeof destroy !== 'function') return
  Object.defineProperty(stream, 'destroy', {
    configurable: true,
    writable: true,
    enumerable: false,
    value(error?: unknown) {
      if (!error) call.end('aborted', undefined, 'cancelled')
      return Reflect.apply(destroy, stream, [error]) as unknown
    },
  })
}
