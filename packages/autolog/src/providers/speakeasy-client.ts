import type { PatchBook } from '@seetrain/core'
import type { CallListener } from '../call/call.ts'
import { passOn } from '../patch/pass-on.ts'
import { currentContext } from '../trace/context.ts'

type Request = (this: object, request: { url: string }) => Promise<Response>
type CreateRequest = (this: object, context: unknown, parts: { body?: unknown }, ...rest: unknown[]) => unknown

/** Clients that one generator wrote, of several providers. The encoded body is seen where a request is made, and nowhere else. */
export function hearBodies(patches: PatchBook, base: object, listener: CallListener): void {
  patches.patch<CreateRequest>(base, '_createRequest', original => {
    return function createRequest(this: object, ...args) {
      const { call } = currentContext()
      // what a method asks further is an answer to its first question
      if (call?.start.listener === listener && !call.over) call.body ??= args[1].body
      return Reflect.apply(original, this, args)
    }
  })
}

/** Every attempt passes here. */
export function hearRequests(patches: PatchBook, http: object, listener: CallListener): void {
  patches.patch<Request>(http, 'request', original => {
    return function request(this: object, sent) {
      const { call } = currentContext()
      if (call?.start.listener !== listener || call.over) return Reflect.apply(original, this, [sent])
      call.attempt(call.body, sent.url)
      return passOn(
        Reflect.apply(original, this, [sent]),
        response => {
          call.responded(response)
          call.attempted(response)
        },
        error => call.attempted(undefined, error),
      )
    }
  })
}
