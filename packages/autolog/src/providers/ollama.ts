import type { PatchBook } from '@seetrain/core'
import type { CallListener } from '../call/call.ts'
import type { Endpoint } from '../contracts.ts'
import { heardFetch } from '../patch/heard-fetch.ts'
import { clientStandIn } from '../patch/client-stand-in.ts'
import { ownerOf } from '../patch/owner-of.ts'
import { watchMethod, type WatchedMethod } from '../patch/watch-method.ts'
import type { ProviderDefinition } from '../provider-definition.ts'
import { ollamaChat, ollamaEmbed, ollamaGenerate } from './ollama-endpoints.ts'
import { otherEndpoint } from './openai-other.ts'
import { asText } from './read.ts'

const ENDPOINTS: { readonly [path: string]: Endpoint } = {
  '/api/chat': ollamaChat,
  '/api/generate': ollamaGenerate,
  '/api/embed': ollamaEmbed,
  '/api/embeddings': ollamaEmbed,
}

const OTHER = otherEndpoint('request', 'request')

/** The client's own fetch, made to note what passes, for the length of one call. */
const send: WatchedMethod['send'] = (call, method, self, args) => {
  const fetch = heardFetch(call, Reflect.get(self, 'fetch') as typeof globalThis.fetch)
  return Reflect.apply(method, clientStandIn(self, { fetch }), args)
}

function listen(patches: PatchBook, target: object, listener: CallListener): void {
  const methods: WatchedMethod[] = [
    { name: 'processStreamableRequest', path: ([name]) => asPath(name), send },
    { name: 'embed', path: () => '/api/embed', send },
    { name: 'embeddings', path: () => '/api/embeddings', send },
  ]
  for (const method of methods) watchMethod(patches, target, method, listener)
}

/** Pulling, pushing and creating models passes the same method. */
function asPath(name: unknown): string | undefined {
  const path = `/api/${asText(name) ?? ''}`
  return path in ENDPOINTS ? path : undefined
}

function find(source: object): object[] {
  const { Ollama } = source as { Ollama?: abstract new () => object }
  if (typeof Ollama !== 'function') return ownerOf('processStreamableRequest', source) === undefined ? [] : [source]
  const owner = ownerOf('processStreamableRequest', Ollama.prototype)
  return owner === undefined ? [] : [owner]
}

export const ollama: ProviderDefinition = {
  framework: 'ollama',
  package: 'ollama',
  clientClass: 'Ollama',
  endpoint: path => ENDPOINTS[path] ?? OTHER,
  find,
  listen,
}
