import type { PatchBook } from '@seetrain/core'
import type { Call, CallListener } from '../call/call.ts'
import { currentContext, inContext } from '../trace/context.ts'
import { watchPromise } from './watch-promise.ts'

type Verb = (typeof VERBS)[number]
type Post = (this: object, path: string, options?: unknown) => unknown
type PrepareRequest = (this: object, request: { body?: unknown }, context: { url?: string }) => unknown

/**
 * Listens to a client, or to all clients of a class, at the two places that every request of every method passes:
 * `post` or `get`, once per request, and `prepareRequest`, once per attempt, which sees the encoded body.
 */
export function patchClient(patches: PatchBook, target: object, listener: CallListener): void {
  for (const verb of VERBS)
    if (typeof Reflect.get(target, verb) === 'function') patchVerb(patches, target, verb, listener)
  if (typeof Reflect.get(target, 'prepareRequest') !== 'function') return
  patches.patch<PrepareRequest>(target, 'prepareRequest', original => {
    return function prepareRequest(this: object, ...args) {
      const { call } = currentContext()
      // with several patches one below the other, each would count the attempt
      if (call?.start.listener === listener && call.start.client === this) call.attempt(args[0]?.body, args[1]?.url)
      return Reflect.apply(original, this, args)
    }
  })
}

/** What is asked with GET belongs to a call made before: what became of it. */
const VERBS = ['post', 'get'] as const

function patchVerb(patches: PatchBook, target: object, verb: Verb, listener: CallListener): void {
  patches.patch<Post>(target, verb, original => {
    return function post(this: object, ...args) {
      const call = begin(this, args[0], listener, verb)
      return call
        ? observed(call, () => Reflect.apply(original, this, args), post)
        : Reflect.apply(original, this, args)
    }
  })
}

export function begin(client: object, path: unknown, listener: CallListener, verb: Verb = 'post'): Call | undefined {
  try {
    const outer = currentContext().call
    // another patch, above this one, has it already
    if (typeof path !== 'string' || (outer?.entering === true && outer.start.client === client)) return undefined
    return listener.begin(client, path, verb)
  } catch (error) {
    listener.trouble('begin', error)
    return undefined
  }
}

function observed(call: Call, send: () => unknown, post: Post): unknown {
  const { listener, context } = call.start
  if (listener.keepsCode) captureCode(call, post)
  let sent: unknown
  try {
    sent = inContext({ ...context, call }, send)
  } catch (error) {
    call.end('error', error)
    throw error
  } finally {
    call.entering = false
  }
  try {
    watchPromise(call, sent)
  } catch (error) {
    listener.trouble('watch', error)
  }
  return sent
}

/** Frames from the SDK's `post` to the line of the user's: a few of the SDK's lie between. */
const FRAMES = 5

export function captureCode(call: Call, below: (...args: never[]) => unknown, frames = FRAMES): void {
  const usual = Error.stackTraceLimit
  Error.stackTraceLimit = frames
  Error.captureStackTrace(call.code, below)
  Error.stackTraceLimit = usual
}
