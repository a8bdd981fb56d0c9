import type { PatchBook } from '@seetrain/core'
import { isAbort } from '../call/is-abort.ts'
import type { Call, CallListener } from '../call/call.ts'
import { captureCode } from '../call/code-location.ts'
import { inContext } from '../trace/context.ts'
import { rememberSpan } from '../trace/span-of.ts'
import { begin } from './client-patch.ts'
import { clientOf } from './client-stand-in.ts'
import { isIterable, watchIterable } from './watch-iterable.ts'

/** From here to the line of the user's: these SDKs have more layers than those with a `post`. */
const FRAMES = 16

type Method = (this: object, ...args: unknown[]) => unknown

/** How one method of an SDK is listened to that has no `post`. */
export interface WatchedMethod {
  name: string
  /** Where the request goes, by which its endpoint is found. Undefined: nobody's business. */
  path(args: unknown[], self: object): string | undefined
  /** Makes the call. Default: as it is. One that notes the body does so here. */
  send?(call: Call, method: Method, self: object, args: unknown[]): unknown
  /** Takes what the method returned. Default: it is the answer, or a stream of it. */
  answered?(result: unknown, call: Call): void
  /** What is known of the request once it failed. */
  failed?(error: unknown, call: Call): void
}

/** Listens to an asynchronous method. What it returns, throws or streams stays what it is. */
export function watchMethod(patches: PatchBook, target: object, method: WatchedMethod, listener: CallListener): void {
  patches.patch<Method>(target, method.name, original => {
    return function watched(this: object, ...args) {
      const path = method.path(args, this)
      const call = path === undefined ? undefined : begin(clientOf(this), path, listener)
      if (!call) return Reflect.apply(original, this, args)
      if (listener.keepsCode) call.code = captureCode(watched, FRAMES)
      return watchResult(call, method, () =>
        method.send ? method.send(call, original, this, args) : Reflect.apply(original, this, args),
      )
    }
  })
}

function watchResult(call: Call, method: WatchedMethod, send: () => unknown): unknown {
  let sent: unknown
  try {
    sent = inContext({ ...call.start.context, call }, send)
  } catch (error) {
    call.end('error', error)
    throw error
  } finally {
    call.entering = false
  }
  if (!isPromise(sent)) return sent
  // an async method's promise is nobody's in particular, and so an unhandled rejection stays one
  return sent.then(
    result => {
      heard(call, () => (method.answered ? method.answered(result, call) : takeAnswer(call, result)))
      return result
    },
    error => {
      heard(call, () => method.failed?.(error, call))
      call.end(isAbort(error) ? 'aborted' : 'error', error, isAbort(error) ? 'cancelled' : undefined)
      throw error
    },
  )
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

/** The answer of a call, whole or as a stream. */
export function takeAnswer(call: Call, answer: unknown): void {
  if (call.over || call.stream) return
  rememberSpan(answer, call)
  if (isIterable(answer)) watchIterable(call, answer)
  else call.answered(answer)
}

function heard(call: Call, work: () => void): void {
  try {
    work()
  } catch (error) {
    call.start.listener.trouble('response', error)
  }
}
