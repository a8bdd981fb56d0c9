import type { Call } from '../call/call.ts'
import { isAbort } from '../call/is-abort.ts'
import { isStream, watchStream } from './watch-stream.ts'

interface ResponseProps {
  response?: { status?: number; headers?: { get(name: string): string | null } }
}
type ParseResponse = (...args: unknown[]) => Promise<unknown>
type Transform = (data: unknown, props: ResponseProps) => unknown

/** The promise that the SDKs return, as far as we use it. These members kept their names over all their versions. */
interface SdkPromise {
  responsePromise: Promise<ResponseProps>
  parseResponse: ParseResponse
  _thenUnwrap?(transform: Transform): SdkPromise
  asResponse(): Promise<unknown>
}

/**
 * Listens to a promise of an SDK without becoming part of it: the user gets this same object. Nothing is read that
 * the user does not ask for, no rejection is handled that the user does not handle.
 */
export function watchPromise(call: Call, promise: unknown): void {
  if (!isSdkPromise(promise)) return watchPlain(call, promise)
  // what the user holds holds this; once it is gone unanswered, so is the call
  const holder = {}
  call.endWith(holder)
  hook(call, promise, holder, true)
}

function hook(call: Call, promise: SdkPromise, holder: object, first: boolean): void {
  const raw = promise.responsePromise
  const { parseResponse } = promise
  const state = { holder, heard: false, quiet: false }
  define(promise, 'responsePromise', {
    enumerable: true,
    get: () => {
      // whoever reads it is about to handle it; before that, an unhandled rejection must stay unhandled
      if (!state.heard && !state.quiet) {
        state.heard = true
        raw.then(undefined, error => fail(call, error))
      }
      return raw
    },
    // the SDK's helpers may put another one in its place
    set: value => define(promise, 'responsePromise', { enumerable: true, writable: true, value }),
  })
  define(promise, 'parseResponse', {
    enumerable: true,
    writable: true,
    value: function parse(this: unknown, ...args: unknown[]) {
      call.parsing = true
      const parsed = Reflect.apply(parseResponse, this, args)
      // the last argument holds the response in every version
      const props = args.at(-1) as ResponseProps | undefined
      parsed.then(
        data => first && seen(call, data, props),
        error => fail(call, error, props),
      )
      return parsed
    },
  })
  hookDerived(call, promise, state)
  hookRaw(call, promise)
}

/** Helpers derive promises of their own; some versions do so without passing `parseResponse`. */
function hookDerived(call: Call, promise: SdkPromise, state: { holder: object; quiet: boolean }): void {
  const derive = promise._thenUnwrap
  if (typeof derive !== 'function') return
  const ofItsOwn = Object.hasOwn(promise, '_thenUnwrap')
  define(promise, '_thenUnwrap', {
    enumerable: ofItsOwn,
    writable: true,
    value: (transform: Transform) => {
      const watched: Transform = (data, props) => {
        seen(call, data, props)
        return transform(data, props)
      }
      state.quiet = true
      try {
        const derived = Reflect.apply(derive, promise, [ofItsOwn ? watched : transform])
        hook(call, derived, state.holder, false)
        return derived
      } finally {
        state.quiet = false
      }
    },
  })
}

/** A response taken raw is the user's to read; the call ends with its headers. */
function hookRaw(call: Call, promise: SdkPromise): void {
  const original = promise.asResponse
  define(promise, 'asResponse', {
    enumerable: false,
    writable: true,
    value: () => {
      const response = Reflect.apply(original, promise, [])
      response.then(
        value => {
          if (call.parsing) return
          call.responded(value as ResponseProps['response'])
          call.end('ok', undefined, 'raw')
        },
        error => fail(call, error),
      )
      return response
    },
  })
}

function seen(call: Call, data: unknown, props: ResponseProps | undefined): void {
  if (call.over || call.stream) return
  try {
    call.responded(props?.response)
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

function define(target: object, name: string, descriptor: PropertyDescriptor): void {
  Object.defineProperty(target, name, { configurable: true, ...descriptor })
}
