import type { PatchBook } from '@seetrain/core'
import type { Call, CallListener } from '../call/call.ts'
import { isAbort } from '../call/is-abort.ts'
import { begin } from '../patch/client-patch.ts'
import { eventLines } from '../patch/event-lines.ts'
import { passOn } from '../patch/pass-on.ts'
import { currentContext, inContext } from '../trace/context.ts'
import { parsed } from './read.ts'

interface Context {
  context?: object
}

type Result = { ok: true; value: Response } | { ok: false; error: unknown }
type Do = (this: object, request: Request, options: Context) => Promise<Result>
type CreateRequest = (this: object, context: object, parts: { body?: unknown }, ...rest: unknown[]) => unknown

/**
 * The functions of `@mistralai/mistralai/funcs` are exports, which nobody can replace; their requests pass the same two
 * methods as those of a client. What they give is made of the response, so the response is what is listened to.
 */
export function hearFunctions(patches: PatchBook, base: object, listener: CallListener): void {
  const bodies = new WeakMap<object, unknown>()
  patches.patch<CreateRequest>(base, '_createRequest', original => {
    return function createRequest(this: object, ...args) {
      bodies.set(args[0], args[1].body)
      return Reflect.apply(original, this, args)
    }
  })
  patches.patch<Do>(base, '_do', original => {
    return function send(this: object, request, options) {
      const send = () => Reflect.apply(original, this, [request, options])
      // a method of a client that is listened to has it already, be it for another
      const { start } = currentContext().call ?? {}
      const isHeard = start?.listener === listener || start?.client === this
      const path = isHeard ? undefined : functionPath(request)
      const call = path === undefined ? undefined : begin(this, path, listener)
      if (!call) return send()
      call.body = options.context && bodies.get(options.context)
      const sent = inContext({ ...call.start.context, call }, send)
      call.entering = false
      sent.then(
        result => hearResult(call, result),
        (error: unknown) => call.end('error', error),
      )
      return sent
    }
  })
}

/** Paths of models, as they go over the wire; a conversation's has its id. */
function functionPath({ method, url }: Request): string | undefined {
  const path = /\/v1\/[^?#]*/.exec(url)?.[0]
  if (method !== 'POST' || path === undefined) return undefined
  return path.startsWith('/v1/conversations') ? '/v1/conversations' : path
}

function hearResult(call: Call, result: Result): void {
  try {
    if (!result.ok) call.end(isAbort(result.error) ? 'aborted' : 'error', result.error)
    else hearResponse(call, result.value)
  } catch (error) {
    call.start.listener.trouble('response', error)
  }
}

function hearResponse(call: Call, response: Response): void {
  call.responded(response)
  const type = response.headers.get('content-type') ?? ''
  if (response.status < 400 && type.includes('event-stream') && response.body) return hearEvents(call, response.body)
  if (!type.includes('json') && response.status < 400) return call.end('ok', undefined, 'raw')
  call.endWith(response)
  const { text } = response
  replace(response, 'text', async () => {
    const body = await Reflect.apply<unknown, never[], Promise<string>>(text, response, [])
    if (response.status < 400) call.answered(parsed(body))
    else refused(call, response.status, body)
    return body
  })
}

/** The function makes an error of its own, which nobody but its caller sees. */
function refused(call: Call, status: number, body: string): void {
  const name = status === 422 ? 'HTTPValidationError' : 'SDKError'
  call.facts = { failure: { name, message: `API error occurred: Status ${status}. Body: ${body}` } }
  call.end('error')
}

function hearEvents(call: Call, body: ReadableStream<Uint8Array>): void {
  call.streaming()
  call.endWith(body)
  const { getReader } = body
  replace(body, 'getReader', (...args: []) => {
    const reader = Reflect.apply(getReader, body, args) as ReadableStreamDefaultReader<Uint8Array>
    const { read, cancel } = reader
    const hear = eventLines({ event: data => call.chunk(data), done: () => call.end('ok') })
    replace(reader, 'read', () => {
      return passOn(
        Reflect.apply(read, reader, []),
        ({ done, value }) => (done ? call.end('ok') : guarded(call, () => hear(value))),
        error => call.end(isAbort(error) ? 'aborted' : 'error', error),
      )
    })
    replace(reader, 'cancel', (reason?: unknown) => {
      call.end('aborted', undefined, 'cancelled')
      return Reflect.apply(cancel, reader, [reason])
    })
    return reader
  })
}

function guarded(call: Call, work: () => void): void {
  try {
    work()
  } catch (error) {
    call.start.listener.trouble('stream', error)
  }
}

function replace(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { configurable: true, writable: true, enumerable: false, value })
}
