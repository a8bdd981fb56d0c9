import type { PatchBook } from '@seetrain/core'
import type { AttemptAnswer } from '../call/attempts.ts'
import type { Call, CallListener } from '../call/call.ts'
import { captureCode } from '../call/code-location.ts'
import { currentContext, inContext } from '../trace/context.ts'
import { passOn } from './pass-on.ts'
import { watchPromise } from './watch-promise.ts'

type Verb = (typeof VERBS)[number]
type Post = (this: object, path: string, options?: unknown) => unknown
type Fetch = (this: unknown, ...args: unknown[]) => Promise<AttemptAnswer>
type PrepareRequest = (this: object, request: { body?: unknown }, context: { url?: string }) => unknown

/**
 * Listens to a client, or to all clients of a class, at the two places that every request of every method passes:
 * `post` or `get`, once per request, and `prepareRequest`, once per attempt, which sees the encoded body.
 */
export function patchClient(patches: PatchBook, target: object, listener: CallListener): void {
  for (const verb of VERBS)
    if (typeof Reflect.get(target, verb) === 'function') patchVerb(patches, target, verb, listener)
  hearAttempts(patches, target, listener)
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

/**
 * What became of each attempt. Of a client alone its `fetch` is listened to, because the SDK asks whether its
 * `fetchWithTimeout` is that of its class.
 */
function hearAttempts(patches: PatchBook, target: object, listener: CallListener): void {
  const name = Object.hasOwn(target, 'fetch') ? 'fetch' : 'fetchWithTimeout'
  if (typeof Reflect.get(target, name) !== 'function') return
  patches.patch<Fetch>(target, name, original => {
    return function send(this: unknown, ...args) {
      const answer = Reflect.apply(original, this, args)
      const { call } = currentContext()
      const isOurs = call?.start.listener === listener && (name === 'fetch' || call.start.client === this)
      // a `fetch` of the user's may give anything
      if (!isOurs || call.attempts === 0 || typeof answer?.then !== 'function') return answer
      return passOn(
        answer,
        head => call.attempted(head),
        error => call.attempted(undefined, error),
      )
    }
  })
}

/** From the SDK's `post` to the line of the user's, where the SDK calls itself. */
const FRAMES = 5

/** What is asked with GET belongs to a call made before: what became of it. */
const VERBS = ['post', 'get'] as const

function patchVerb(patches: PatchBook, target: object, verb: Verb, listener: CallListener): void {
  patches.patch<Post>(target, verb, original => {
    return function post(this: object, ...args) {
      const call = begin(this, args[0], listener, verb)
      if (!call) return Reflect.apply(original, this, args)
      if (listener.keepsCode) call.code = captureCode(post, FRAMES)
      return observed(call, () => Reflect.apply(original, this, args))
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

function observed(call: Call, send: () => unknown): unknown {
  const { listener, context } = call.start
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
