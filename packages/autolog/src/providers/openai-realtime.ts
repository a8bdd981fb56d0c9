import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { PatchBook } from '@seetrain/core'
import type { CallListener } from '../call/call.ts'
import { ownerOf } from '../patch/owner-of.ts'
import type { SdkDefinition } from '../provider-definition.ts'
import { RealtimeSession } from './realtime-session.ts'

type Emit = (this: object, event: string, ...args: unknown[]) => unknown
type Send = (this: object, event: unknown) => unknown

/** Whose each session is: with several who listen, the newest hears of it first. */
const owners = new WeakMap<object, CallListener>()

/** Both classes for WebSockets, of Node and of browsers, hand their events to the program here. */
function listen(patches: PatchBook, emitter: object, listener: CallListener): void {
  const sessions = new WeakMap<object, RealtimeSession>()
  const sessionOf = (socket: object): RealtimeSession | undefined => {
    let session = sessions.get(socket)
    if (session || owners.has(socket)) return session
    owners.set(socket, listener)
    sessions.set(socket, (session = new RealtimeSession(socket, listener)))
    return session
  }
  const listened = new WeakSet<object>()
  patches.patch<Emit>(emitter, '_emit', original => {
    return function emit(this: object, ...args) {
      const owner = ownerOf('send', this)
      if (owner && !listened.has(owner)) {
        listened.add(owner)
        hearSent(patches, owner, sessionOf)
      }
      if (args[0] === 'event') sessionOf(this)?.received(args[1])
      return Reflect.apply(original, this, args)
    }
  })
}

/** What the program says. The class is known when the first event comes, which is before anything can be sent. */
function hearSent(patches: PatchBook, owner: object, sessionOf: (socket: object) => RealtimeSession | undefined): void {
  patches.patch<Send>(owner, 'send', original => {
    return function send(this: object, ...args) {
      sessionOf(this)?.sent(args[0])
      return Reflect.apply(original, this, args)
    }
  })
}

/** The file below both classes needs no package of its own, and is there twice: for `require` and for `import`. */
const FILES = ['realtime', 'beta/realtime'].flatMap(folder =>
  ['js', 'mjs'].map(end => `${folder}/internal-base.${end}`),
)

function load(): unknown[] {
  const require = createRequire(join(process.cwd(), 'seetrain.js'))
  return FILES.flatMap(file => {
    try {
      return [require(`openai/${file}`) as unknown]
    } catch {
      // older versions have one folder, newer ones the other
      return []
    }
  })
}

const EMITTER = 'OpenAIRealtimeEmitter'

/** The class below both: one file exports it, others a class above it. */
function find(source: object): object[] {
  return Object.values(source).flatMap(exported => {
    for (let one: unknown = exported; typeof one === 'function'; one = Object.getPrototypeOf(one))
      if (one.name === EMITTER) return [one.prototype as object]
    return []
  })
}

/** Sessions over a WebSocket: the OpenAI SDK's realtime classes. */
export const openaiRealtime: SdkDefinition = {
  package: 'openai',
  clientClass: EMITTER,
  load,
  find,
  files: FILES,
  listen,
}
