import type { PatchBook } from '@seetrain/core'
import type { CallListener } from '../call/call.ts'
import { LiveSession } from './google-live-session.ts'

interface Callbacks {
  onmessage?: (event: { data?: unknown }) => void
  onclose?: (event: { code?: unknown; reason?: unknown }) => void
}

interface Socket {
  send?(message: string): void
}

type Create = (this: object, url: string, headers: unknown, callbacks: Callbacks) => Socket

/** With several who listen, the newest has the session. */
const heardAlready = new WeakSet<Callbacks>()

/** The SDK makes its WebSockets here, and hands them what it does with what comes. */
export function listenToLive(patches: PatchBook, factory: object, listener: CallListener): void {
  patches.patch<Create>(factory, 'create', original => {
    return function create(this: object, url, headers, callbacks) {
      // music has no turns
      if (url.includes('BidiGenerateMusic') || heardAlready.has(callbacks))
        return Reflect.apply(original, this, [url, headers, callbacks])
      const session = new LiveSession(this, url, listener)
      const heard = heardCallbacks(callbacks, session)
      heardAlready.add(heard)
      const socket = Reflect.apply(original, this, [url, headers, heard])
      hearSent(socket, session)
      return socket
    }
  })
}

function heardCallbacks(callbacks: Callbacks, session: LiveSession): Callbacks {
  return {
    ...callbacks,
    onmessage(event) {
      // before the program hears of it, which may answer at once
      if (event.data instanceof Blob) void event.data.text().then(text => session.received(text))
      else session.received(event.data)
      callbacks.onmessage?.(event)
    },
    onclose(event) {
      session.closed(event)
      callbacks.onclose?.(event)
    },
  }
}

function hearSent(socket: Socket, session: LiveSession): void {
  const { send } = socket
  if (typeof send !== 'function') return
  Object.defineProperty(socket, 'send', {
    configurable: true,
    writable: true,
    enumerable: false,
    value(message: string) {
      session.sent(message)
      Reflect.apply(send, socket, [message])
    },
  })
}
