import type { PatchBook } from '@seetrain/core'
import type { CallListener } from '../call/call.ts'
import type { Endpoint } from '../contracts.ts'
import { heardFetch } from '../patch/heard-fetch.ts'
import { clientStandIn } from '../patch/client-stand-in.ts'
import { ownerOf } from '../patch/owner-of.ts'
import { takeAnswer, watchMethod, type WatchedMethod } from '../patch/watch-method.ts'
import type { ProviderDefinition } from '../provider-definition.ts'
import { cohereChat } from './cohere-chat.ts'
import { cohereChatV1 } from './cohere-chat-v1.ts'
import { cohereEmbed, cohereRerank } from './cohere-other.ts'
import { otherEndpoint } from './openai-other.ts'
import { asObject } from './read.ts'

const ENDPOINTS: { readonly [path: string]: Endpoint } = {
  '/v2/chat': cohereChat,
  '/v2/embed': cohereEmbed,
  '/v2/rerank': cohereRerank,
  '/v1/chat': cohereChatV1,
  '/v1/embed': cohereEmbed,
  '/v1/rerank': cohereRerank,
}

const OTHER = otherEndpoint('request', 'request')

/** The methods behind the public ones: these give the answer and the response in an ordinary promise. */
const METHODS: { readonly [method: string]: string } = {
  __chat: '/chat',
  __chatStream: '/chat',
  __generate: '/generate',
  __generateStream: '/generate',
  __embed: '/embed',
  __rerank: '/rerank',
  __classify: '/classify',
  __summarize: '/summarize',
}

interface Options {
  fetch?: typeof globalThis.fetch
}

/** The client with a fetch of ours, for the length of one call: it is the only place that sees each attempt. */
const send: WatchedMethod['send'] = (call, method, self, args) => {
  const options = Reflect.get(self, '_options') as Options
  const heard = { ...options, fetch: heardFetch(call, options.fetch ?? fetch) }
  return Reflect.apply(method, clientStandIn(self, { _options: heard }), args)
}

const answered: WatchedMethod['answered'] = (result, call) => takeAnswer(call, asObject(result)['data'])

function listen(patches: PatchBook, target: object, listener: CallListener): void {
  // only the first version has `summarize`
  const version = '__summarize' in target ? '/v1' : '/v2'
  for (const [name, path] of Object.entries(METHODS))
    if (name in target)
      watchMethod(patches, target, { name, path: () => `${version}${path}`, send, answered }, listener)
}

interface Client {
  v2?: object
  client?: object
  clientV2?: object
}

function find(source: object): object[] {
  const { CohereClient } = source as { CohereClient?: new (options: object) => Client }
  if (typeof CohereClient === 'function') {
    const probe = new CohereClient({ token: 'none' })
    return [ownerOf('__chat', probe), ownerOf('__chat', probe.v2)].filter(owner => owner !== undefined)
  }
  const { client, clientV2 } = source as Client
  if (ownerOf('__chat', clientV2)) return [client, clientV2].filter(part => part !== undefined)
  return ownerOf('__chat', source) ? [source, ...('v2' in source ? [source.v2 as object] : [])] : []
}

export const cohere: ProviderDefinition = {
  framework: 'cohere',
  package: 'cohere-ai',
  clientClass: 'CohereClient',
  endpoint: path => ENDPOINTS[path] ?? OTHER,
  find,
  listen,
}
