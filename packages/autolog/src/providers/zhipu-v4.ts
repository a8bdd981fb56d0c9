import type { PatchBook } from '@seetrain/core'
import type { Call, CallListener } from '../call/call.ts'
import { clientStandIn } from '../patch/client-stand-in.ts'
import { ownerOf } from '../patch/owner-of.ts'
import { watchEvents } from '../patch/watch-events.ts'
import { takeAnswer, watchMethod, type WatchedMethod } from '../patch/watch-method.ts'
import { rememberSpan } from '../trace/span-of.ts'
import type { SdkDefinition } from '../provider-definition.ts'
import { asCount, asObject, asText, snapshot } from './read.ts'

interface AxiosResponse {
  status: number
  headers: { [name: string]: unknown }
}

interface Axios {
  post(...args: unknown[]): Promise<AxiosResponse>
  defaults?: { baseURL?: string }
}

/** All requests pass one small class around axios, whose answers it unwraps. */
const POST: WatchedMethod = {
  name: 'post',
  path: ([path]) => asText(path),
  send(call, method, self, args) {
    const axios = Reflect.get(self, 'request') as Axios
    call.attempt(snapshot(args[1]), `${axios.defaults?.baseURL ?? ''}${String(args[0])}`)
    const post: Axios['post'] = async (...sent) => {
      const response = await axios.post(...sent)
      hear(call, response)
      return response
    }
    return Reflect.apply(method, clientStandIn(self, { request: { post } }), args)
  },
  answered(data, call) {
    if (!isReadable(data)) return takeAnswer(call, data)
    rememberSpan(data, call)
    watchEvents(call, data)
  },
  failed: (error, call) => hear(call, asObject(error)['response'] as AxiosResponse | undefined),
}

function hear(call: Call, response: AxiosResponse | undefined): void {
  if (!response) return
  const status = asCount(response.status)
  const headers = { get: (name: string) => asText(response.headers[name]) ?? null }
  call.responded({ ...(status !== undefined && { status }), headers })
}

function isReadable(data: unknown): data is NodeJS.ReadableStream {
  return typeof asObject(data)['pipe'] === 'function' && typeof asObject(data)['emit'] === 'function'
}

/** Every class of this SDK that sends, told by what it holds. */
export function isZhipuRequest(client: object): boolean {
  return ownerOf('postForm', client) !== undefined && typeof Reflect.get(client, 'request') === 'function'
}

type Client = new (options: object) => { request: object }

/** `zhipuai-sdk-nodejs-v4`, which follows none of the other SDKs: bytes for streams, no promise of its own. */
export const zhipuV4: SdkDefinition = {
  package: 'zhipuai-sdk-nodejs-v4',
  clientClass: 'ZhipuAI',
  find(source) {
    const { ZhipuAI, request } = source as { ZhipuAI?: Client; request?: object }
    if (typeof ZhipuAI !== 'function') return ownerOf('postForm', request) ? [request!] : []
    // of a module with the same name this is no client
    if (!('createCompletions' in (ZhipuAI.prototype as object))) return []
    const owner = ownerOf('postForm', new ZhipuAI({ apiKey: 'none.none' }).request)
    return owner === undefined ? [] : [owner]
  },
  listen: (patches: PatchBook, target: object, listener: CallListener) => watchMethod(patches, target, POST, listener),
}
