import type { Call } from '../call/call.ts'
import { isAbort } from '../call/is-abort.ts'
import { rememberSpan } from '../trace/span-of.ts'
import { passOn } from './pass-on.ts'
import { isStream, watchStream } from './watch-stream.ts'

interface ResponseProps {
  response?: { status?: number; headers?: { get(name: string): string | null } }
}
type Transform = (data: unknown, props: ResponseProps) => unknown

/** The SDKs' own way to derive a promise, by its name there. */
const DERIVE = '_thenUnwrap'

interface ResponsePromise {
  then(fulfilled?: ((props: ResponseProps) => unknown) | null, rejected?: ((error: unknown) => unknown) | null): unknown
}

/** The promise that the SDKs return, as far as we use it. These members kept their names over all their versions. */
interface SdkPromise {
  responsePromise: ResponsePromise
  parseResponse: (...args: unknown[]) => unknown
  asResponse(): Promise<unknown>
  [DERIVE]?: (transform: Transform) => SdkPromise
}

/**
 * Listens to a promise of an SDK without becoming part of it: the user gets this same object. Nothing is read that
 * the user does not ask for, no rejection is handled that the user does not handle.
 */
export function watchPromise(call: Call, promise: unknown): void {
  if (!isSdkPromise(promise)) return watchPlain(call, promise)
  new PromiseWatch(call).hookFirst(promise)
}

/** Listens to one promise and to all that the SDK derives from it. */
class PromiseWatch {
  readonly #call: Call
  #isAsked = false
  #isWantedRaw = false

  constructor(call: Call) {
    this.#call = call
  }

  hookFirst(promise: SdkPromise): void {
    this.#hookResponse(promise)
    this.#hook(promise, true)
    afterAwait(this.#unlessAsked)
  }

  #hook(promise: SdkPromise, first: boolean): void {
    this.#hookParse(promise, first)
    this.#hookDerived(promise)
    this.#hookRaw(promise)
  }

  /** What the user holds holds this watch; once it is gone unasked, so is the call. Most are asked at once. */
  readonly #unlessAsked = (): void => {
    if (!this.#isAsked && !this.#call.over) this.#call.endWith(this)
  }

  /**
   * In the SDK's own reaction to the response, and not before there is one: a rejection that nobody handles stays one. A
   * second reaction beside it would cut the stacks of errors short, before the line of the user's.
   */
  #hookResponse({ responsePromise }: SdkPromise): void {
    const { then } = responsePromise
    define(responsePromise, 'then', (fulfilled, rejected) => {
      this.#isAsked = true
      return Reflect.apply(then, responsePromise, [
        (props: ResponseProps) => {
          this.#arrived(props)
          return fulfilled ? fulfilled(props) : props
        },
        (error: unknown) => {
          fail(this.#call, error)
          if (rejected) return rejected(error)
          throw error
        },
      ])
    })
  }

  /** A response taken raw is the user's to read; the call ends with its headers. Helpers take it and read it, too. */
  readonly #arrived = ({ response }: ResponseProps): void => {
    if (!this.#isWantedRaw) return
    afterAwait(() => {
      if (this.#call.parsing || this.#call.over) return
      this.#call.responded(response)
      this.#call.end('ok', undefined, 'raw')
    })
  }

  #hookParse(promise: SdkPromise, first: boolean): void {
    const { parseResponse } = promise
    const call = this.#call
    const hook = (args: unknown[]): unknown => {
      call.parsing = true
      const parsed: unknown = Reflect.apply(parseResponse, undefined, args)
      // the last argument holds the response in every version
      const props = args.at(-1) as ResponseProps | undefined
      if (!isThenable(parsed)) return parsed
      const heard = (data: unknown): void => {
        if (first) seen(call, data, props)
        // what a helper makes of an answer is what the user holds
        else rememberSpan(data, call)
      }
      return passOn(parsed, heard, error => fail(call, error, props))
    }
    // printed, it looks as it did
    promise.parseResponse = new Proxy(parseResponse, { apply: (_, _self, args) => hook(args) })
  }

  /** Helpers derive promises of their own; some versions do so without passing `parseResponse`. */
  #hookDerived(promise: SdkPromise): void {
    const derive = promise[DERIVE]
    if (typeof derive !== 'function') return
    const isOwn = Object.hasOwn(promise, DERIVE)
    const hook = (transform: Transform): SdkPromise => {
      const watched: Transform = (data, props) => {
        seen(this.#call, data, props)
        return transform(data, props)
      }
      const derived = Reflect.apply(derive, promise, [isOwn ? watched : transform])
      if (isSdkPromise(derived)) this.#hook(derived, false)
      return derived
    }
    const value = new Proxy(derive, { apply: (_, _self, [transform]) => hook(transform as Transform) })
    Object.defineProperty(promise, DERIVE, { configurable: true, writable: true, enumerable: isOwn, value })
  }

  #hookRaw(promise: SdkPromise): void {
    const { asResponse } = promise
    define(promise, 'asResponse', () => {
      this.#isWantedRaw = true
      return Reflect.apply(asResponse, promise, [])
    })
  }
}

function define<Owner extends object, Name extends keyof Owner>(owner: Owner, name: Name, value: Owner[Name]): void {
  Object.defineProperty(owner, name, { configurable: true, writable: true, enumerable: false, value })
}

/** Whoever awaits a promise is heard one turn of the queue later. */
function afterAwait(work: () => void): void {
  queueMicrotask(() => queueMicrotask(work))
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
  const { responsePromise, parseResponse, asResponse } = value as Partial<SdkPromise>
  return typeof parseResponse === 'function' && typeof asResponse === 'function' && isThenable(responsePromise)
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
