import type { PatchBook } from '@seetrain/core'
import type { CallListener } from '../call/call.ts'
import type { Endpoint, ResponseFacts, StreamReader } from '../contracts.ts'
import { ownerOf } from '../patch/owner-of.ts'
import { watchMethod } from '../patch/watch-method.ts'
import type { ProviderDefinition } from '../provider-definition.ts'
import { hearFunctions } from './mistral-functions.ts'
import { mistralConversation, mistralOcr } from './mistral-other.ts'
import { openaiAudio } from './openai-audio.ts'
import { openaiChat } from './openai-chat.ts'
import { openaiEmbeddings, otherEndpoint } from './openai-other.ts'
import { asObject, snaked } from './read.ts'
import { hearBodies, hearRequests } from './speakeasy-client.ts'

const moderation = otherEndpoint('moderation', 'moderation')

/** Methods that ask a model for something, by the member of the client that has them. */
const METHODS: readonly (readonly [member: string, method: string, endpoint: Endpoint])[] = [
  ['chat', 'complete', openaiChat],
  ['chat', 'parse', openaiChat],
  ['chat', 'stream', openaiChat],
  ['chat', 'parseStream', openaiChat],
  ['agents', 'complete', openaiChat],
  ['agents', 'stream', openaiChat],
  ['fim', 'complete', fillIn(openaiChat)],
  ['fim', 'stream', fillIn(openaiChat)],
  ['embeddings', 'create', openaiEmbeddings],
  ['classifiers', 'moderate', moderation],
  ['classifiers', 'moderateChat', moderation],
  ['classifiers', 'classify', moderation],
  ['classifiers', 'classifyChat', moderation],
  ['ocr', 'process', mistralOcr],
  ['audio.transcriptions', 'complete', openaiAudio],
  ['audio.transcriptions', 'stream', openaiAudio],
  ['audio.speech', 'complete', openaiAudio],
  ['beta.conversations', 'start', mistralConversation],
  ['beta.conversations', 'startStream', mistralConversation],
  ['beta.conversations', 'append', mistralConversation],
  ['beta.conversations', 'appendStream', mistralConversation],
  ['beta.conversations', 'restart', mistralConversation],
  ['beta.conversations', 'restartStream', mistralConversation],
  ['batch.jobs', 'create', otherEndpoint('create_batch', 'request')],
]

/** The same as they go over the wire. */
const PATHS: { readonly [path: string]: Endpoint } = {
  '/v1/chat/completions': openaiChat,
  '/v1/agents/completions': openaiChat,
  '/v1/fim/completions': fillIn(openaiChat),
  '/v1/embeddings': openaiEmbeddings,
  '/v1/moderations': moderation,
  '/v1/chat/moderations': moderation,
  '/v1/classifications': moderation,
  '/v1/chat/classifications': moderation,
  '/v1/ocr': mistralOcr,
  '/v1/audio/transcriptions': openaiAudio,
  '/v1/audio/speech': openaiAudio,
  '/v1/conversations': mistralConversation,
  '/v1/batch/jobs': otherEndpoint('create_batch', 'request'),
}

/** Code that is to be filled in has a prompt and what comes after it, no messages. */
function fillIn(chat: Endpoint): Endpoint {
  return {
    ...chat,
    operation: 'text_completion',
    request: ({ prompt, suffix, ...body }) =>
      chat.request({
        ...body,
        messages: [{ role: 'user', content: prompt! }, ...(suffix ? [{ role: 'user', content: suffix }] : [])],
      }),
  }
}

const ENDPOINTS = new Map([
  ...METHODS.map(([member, method, endpoint]) => [`${member}.${method}`, inCamelCase(endpoint)] as const),
  ...Object.entries(PATHS),
])

/** Requests come as they go over the wire, answers in the camel case of the SDK. */
function inCamelCase(endpoint: Endpoint): Endpoint {
  const { stream } = endpoint
  return {
    ...endpoint,
    response: data => endpoint.response(snaked(data)),
    ...(stream && { stream: () => new SnakedReader(stream()) }),
  }
}

class SnakedReader implements StreamReader {
  readonly #reader: StreamReader

  constructor(reader: StreamReader) {
    this.#reader = reader
  }

  chunk(chunk: unknown): boolean {
    return this.#reader.chunk(asObject(snaked(asObject(chunk)['data'] ?? chunk)))
  }

  finish(): ResponseFacts {
    return this.#reader.finish()
  }
}

type Target = { part: object; member: string } | { http: object } | { base: object } | { functions: object }

function listen(patches: PatchBook, target: object, listener: CallListener): void {
  const found = target as Target
  if ('http' in found) hearRequests(patches, found.http, listener)
  else if ('base' in found) hearBodies(patches, found.base, listener)
  else if ('functions' in found) hearFunctions(patches, found.functions, listener)
  else
    for (const [member, name] of METHODS)
      if (member === found.member && ownerOf(name, found.part))
        watchMethod(patches, found.part, { name, path: () => `${member}.${name}` }, listener)
}

type Client = { [member: string]: object | undefined }
interface Module {
  Mistral?: new (options: object) => Client
  MistralCore?: { prototype: object }
  HTTPClient?: { prototype: object }
}

function find(source: object): object[] {
  const { Mistral, MistralCore, HTTPClient } = source as Module
  if (MistralCore !== undefined) return [{ functions: ownerOf('_do', MistralCore.prototype)! }]
  if (typeof Mistral !== 'function') return ownerOf('_createRequest', source) ? partsOf(source as Client, false) : []
  const http = HTTPClient ? [{ http: HTTPClient.prototype }] : []
  return [...http, ...partsOf(new Mistral({ apiKey: 'none' }), true)]
}

/** Of a probe, the prototypes that all clients have; of a user's client, its own parts. */
function partsOf(client: Client, prototypes: boolean): object[] {
  const members = [...new Set(METHODS.map(([member]) => member))]
  const parts = members.flatMap(member => {
    let part: object | undefined = client
    for (const name of member.split('.')) part = part && (Reflect.get(part, name) as object | undefined)
    if (typeof part !== 'object') return []
    return [{ member, part: prototypes ? (Object.getPrototypeOf(part) as object) : part }]
  })
  const base = ownerOf('_createRequest', client)!
  return [{ base }, { functions: prototypes ? base : client }, ...parts]
}

const OTHER = otherEndpoint('request', 'request')

export const mistral: ProviderDefinition = {
  framework: 'mistral',
  package: '@mistralai/mistralai',
  clientClass: 'Mistral',
  files: ['core.js'],
  endpoint: path => ENDPOINTS.get(path) ?? OTHER,
  find,
  listen,
}
