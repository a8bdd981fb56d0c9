import type { Call } from '../call/call.ts'
import { isAbort } from '../call/is-abort.ts'
import { rememberSpan } from '../trace/span-of.ts'
import { isStream, watchStream } from './watch-stream.ts'

interface ResponseProps {
  response?: { status?: number; headers?: { get(name: string): string | null } }
}
type Transform = (data: unknown, props: ResponseProps) => unknown

/** The SDKs' own way to derive a promise, by its name there. */
const DERIVE = '_thenUnwrap'

/** The promise that the SDKs return, as far as we use it. These members kept their names over all their versions. */
interface SdkPromise {
  responsePromise: Promise<ResponseProps>
  parseResponse: (...args: unknown[]) => Promise<unknown>
  asResponse(): Promise<unknown>
  [DERIVE]?: (transform: Transform) => SdkPromise
}

/**
 * Listens to a promise of an SDK without becoming part of it: the user gets this same object. Nothing is read that
 * the user does not ask for, no rejection is handled that the user does not handle.
 */
export function watchPromise(call: Call, promise: unknown): void {
  if (!isSdkPromise(promise)) return watchPlain(call, promise)
  const watch = new PromiseWatch(call)
  // what the user holds holds the watch; once it is gone unanswered, so is the call
  call.endWith(watch)
  watch.hook(promise, true)
}

/** Listens to one promise and to all that the SDK derives from it. */
class PromiseWatch {
  readonly #call: Call
  /** The SDK itself is reading, to derive a promise. */
  #deriving = false

  constructor(call: Call) {
    this.#call = call
  }

  hook(promise: SdkPromise, first: boolean): void {
    this.#hookFailure(promise)
    this.#hookParse(promise, first)
    this.#hookDerived(promise)
    this.#hookRaw(promise)
  }

  /** Whoever reads `responsePromise` is about to handle it; before that, an unhandled rejection must stay unhandled. */
  #hookFailure(promise: SdkPromise): void {
    const { responsePromise } = promise
    const call = this.#call
    let heard = false
    Object.defineProperty(promise, 'responsePromise', {
      configurable: true,
      enumerable: true,
      get: () => {
        if (!heard && !this.#deriving) {
          heard = true
          responsePromise.then(undefined, error => fail(call, error))
        }
        return responsePromise
      },
    })
  }

  #hookParse(promise: SdkPromise, first: boolean): void {
    const { parseResponse } = promise
    const call = this.#call
    promise.parseResponse = (...args) => {
      call.parsing = true
      const parsed = Reflect.apply(parseResponse, undefined, args)
      // the last argument holds the response in every version
      const props = args.at(-1) as ResponseProps | undefined
      parsed?.then?.(
        data => first && seen(call, data, props),
        error => fail(call, error, props),
      )
      return parsed
    }
  }

  /** Helpers derive promises of their own; some versions do so without passing `parseResponse`. */
  #hookDerived(promise: SdkPromise): void {
    const derive = promise[DERIVE]
    if (typeof derive !== 'function') return
    const isOwn = Object.hasOwn(promise, DERIVE)
    const value = (transform: Transform): SdkPromise => {
      const watched: Transform = (data, props) => {
        seen(this.#call, data, props)
        return transform(data, props)
      }
      this.#deriving = true
      try {
        const derived = Reflect.apply(derive, promise, [isOwn ? watched : transform])
        if (isSdkPromise(derived)) this.hook(derived, false)
        return derived
      } finally {
        this.#deriving = false
      }
    }
    Object.defineProperty(promise, DERIVE, { configurable: true, writable: true, enumerable: isOwn, value })
  }

  /** A response taken raw is the user's to read; the call ends with its headers. */
  #hookRaw(promise: SdkPromise): void {
    const { asResponse } = promise
    const call = this.#call
    const value = (): Promise<unknown> => {
      const response = Reflect.apply(asResponse, promise, [])
      response.then(
        raw => {
          if (call.parsing) return
          call.responded(raw as ResponseProps['response'])
          call.end('ok', undefined, 'raw')
        },
        error => fail(call, error),
      )
      return response
    }
    Object.defineProperty(promise, 'asResponse', { configurable: true, writable: true, enumerable: false, value })
  }
}

function seen(call: Call, data: unknown, props: ResponseProps | undefined): void {
  if (call.over || call.stream) return
  try {
    call.responded(props?.response)
    rememberSpan(data, call)
    if (isStream(data)) watchStream(call, data)
    else call.answered(data)
  } catch (error) {
    call.start.listener.trouble('response', error)
  }
}

function fail(call: Call, error: unknown, props?: ResponseProps): void {
  if (props) call.responded(props.response)
  call.end(isAbort(error) ? 'aborted' : 'error', error, isAbort(error) ? 'cancelled' : undefined)
}

/** Some SDKs of the same family return an ordinary promise. */
function watchPlain(call: Call, promise: unknown): void {
  if (!(promise instanceof Promise)) return call.end('ok', undefined, 'raw')
  promise.then(
    data => seen(call, data, undefined),
    error => fail(call, error),
  )
}

function isSdkPromise(value: unknown): value is SdkPromise {
  if (typeof value !== 'object' || value === null) return false
  const { responsePromise, parseResponse } = value as Partial<SdkPromise>
  return typeof parseResponse === 'function' && typeof responsePromise?.then === 'function'
}
