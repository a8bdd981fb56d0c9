import type { Call } from '../call/call.ts'
import { isAbort } from '../call/is-abort.ts'
import { passOn } from './pass-on.ts'

type Result = IteratorResult<unknown>

interface SdkStream {
  iterator: (...args: unknown[]) => AsyncIterator<unknown>
  controller: AbortController
}

export function isStream(value: unknown): value is SdkStream {
  if (typeof value !== 'object' || value === null) return false
  const { iterator, controller } = value as Partial<SdkStream>
  return typeof iterator === 'function' && typeof controller === 'object'
}

/**
 * Listens to a stream at the one place that all its readers pass: `for await`, `tee`, `toReadableStream` and the SDK's
 * helpers. The stream, its iterator and each chunk stay the objects that they were.
 */
export function watchStream(call: Call, stream: SdkStream): void {
  call.streaming()
  call.release()
  const { iterator, controller } = stream
  const holder = {}
  call.endWith(holder)
  // printed, the stream looks as it did
  stream.iterator = new Proxy(iterator, {
    apply(_, self, args) {
      const source = Reflect.apply(iterator, self, args)
      watchIterator(call, source, holder, controller.signal)
      return source
    },
  })
}

export function watchIterator(call: Call, source: AsyncIterator<unknown>, holder: object, signal: AbortSignal): void {
  const { next, return: stop, throw: raise } = source
  const hear = (result: Result): void => {
    if (result.done !== true) call.chunk(result.value)
    // the SDKs end an aborted stream as if it were complete
    else if (signal.aborted) call.end('aborted', undefined, 'cancelled')
    else call.end('ok')
  }
  const fail = (error: unknown): void => call.end(isAbort(error) ? 'aborted' : 'error', error)
  source.next = function (...args) {
    // the holder lives as long as anyone can still ask for a chunk
    void holder
    return passOn(Reflect.apply(next, source, args) as Promise<Result>, hear, fail)
  }
  const end = (method: AsyncIterator<unknown>['return']) =>
    function (...args: [unknown?]) {
      const promise = Reflect.apply(method!, source, args) as Promise<Result>
      call.end('aborted', undefined, 'cancelled')
      return promise
    }
  if (stop) source.return = end(stop)
  if (raise) source.throw = end(raise)
}
