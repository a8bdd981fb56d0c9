import type { PatchBook } from '@seetrain/core'
import type { Call } from '../call/call.ts'
import { ownerOf } from '../patch/owner-of.ts'
import { passOn } from '../patch/pass-on.ts'
import { currentContext, inContext, type TraceContext } from '../trace/context.ts'
import { rememberSpan } from '../trace/span-of.ts'

type Method = (this: object, ...args: unknown[]) => unknown

/** The last call that was made inside of a method. */
interface Inside {
  call?: Call
}

const insides = new WeakMap<TraceContext, Inside>()

/** Methods of `models` that make streams; the one a program calls is a member of each client, made of these. */
const OF_MODELS = ['generateContentStreamInternal', 'generateContentStreamWithContinuation']

/** What makes the streams that a program gets, after the response went by. */
export interface AnswerTarget {
  answers: object
  methods: readonly string[]
}

/** Of a probe, the prototypes that all clients have; of a user's client, its own. */
export function findAnswers({ models, chats }: { models?: object; chats?: object }, isProbe: boolean): AnswerTarget[] {
  const owner = ownerOf('generateContentStreamInternal', models)
  const create: unknown = chats && Reflect.get(chats, 'create')
  if (!owner || typeof create !== 'function') return []
  const chat = Reflect.apply(create, chats, [{ model: 'none' }]) as object
  return [
    { answers: isProbe ? owner : models!, methods: OF_MODELS },
    { answers: Object.getPrototypeOf(chat) as object, methods: ['sendMessageStream'] },
  ]
}

/** Gives streams the span of the call that they came by. Whole answers, and pieces of streams, hold their headers. */
export function markAnswers(patches: PatchBook, { answers, methods }: AnswerTarget): void {
  for (const name of methods)
    patches.patch<Method>(answers, name, original => {
      return function making(this: object, ...args) {
        const outer = currentContext()
        // the stream of the method around this one is what the program gets; each frame here hides one of the program's
        if (insides.has(outer)) return Reflect.apply(original, this, args)
        const context = { ...outer }
        const inside: Inside = {}
        insides.set(context, inside)
        const made = inContext(context, () => Reflect.apply(original, this, args)) as Promise<unknown>
        return passOn(
          made,
          stream => inside.call && rememberSpan(stream, inside.call),
          () => {},
        )
      }
    })
}

/** A call is made: what it is part of will give its answer. */
export function noteMaking(call: Call): void {
  const inside = insides.get(call.start.context)
  if (inside) inside.call = call
}
