import type { PatchBook } from '@seetrain/core'
import type { Call, CallListener } from '../call/call.ts'
import type { Endpoint, ResponseFacts, StreamReader } from '../contracts.ts'
import { heardFetch } from '../patch/heard-fetch.ts'
import { ownerOf } from '../patch/owner-of.ts'
import { takeAnswer, watchMethod, type WatchedMethod } from '../patch/watch-method.ts'
import type { ProviderDefinition } from '../provider-definition.ts'
import { currentContext } from '../trace/context.ts'
import { rememberSpan } from '../trace/span-of.ts'
import { findAnswers, markAnswers, noteMaking, type AnswerTarget } from './google-answers.ts'
import { INTERACTIONS, findInteractions, listenToInteractions, type InteractionTarget } from './google-interactions.ts'
import { googleEmbed, googleGenerate, googleModel } from './google-generate.ts'
import { LIVE } from './google-live-session.ts'
import { listenToLive } from './google-live.ts'
import { googleMedia } from './google-media.ts'
import { otherEndpoint } from './openai-other.ts'
import { asObject, asText, given, type Loose } from './read.ts'

const OTHER: Endpoint = named(otherEndpoint('request', 'request'))

const ENDPOINTS: { readonly [action: string]: Endpoint } = {
  generateContent: googleGenerate,
  streamGenerateContent: {
    ...googleGenerate,
    request: (body, url) => {
      const facts = googleGenerate.request(body, url)
      return { ...facts, attributes: { ...facts.attributes, 'gen_ai.request.stream': true } }
    },
    stream: () => new ResponseReader(googleGenerate.stream!()),
  },
  embedContent: googleEmbed,
  batchEmbedContents: googleEmbed,
  countTokens: named(otherEndpoint('count_tokens', 'request')),
  predict: googleMedia,
  predictLongRunning: named(otherEndpoint('generate_content', 'video')),
  ...INTERACTIONS,
  ...LIVE,
}

function named(endpoint: Endpoint): Endpoint {
  return { ...endpoint, request: (body, url) => ({ ...endpoint.request(body), ...given({ model: googleModel(url) }) }) }
}

/** The SDK hands on responses that are yet to be parsed; each is read when the SDK itself reads it. */
class ResponseReader implements StreamReader {
  readonly #reader: StreamReader

  constructor(reader: StreamReader) {
    this.#reader = reader
  }

  chunk(response: unknown): boolean {
    hearJson(response, data => void this.#reader.chunk(data))
    return true
  }

  finish(): ResponseFacts {
    return this.#reader.finish()
  }
}

interface HttpResponse {
  json(): Promise<unknown>
  headers?: { [name: string]: string }
}

function hearJson(value: unknown, heard: (data: unknown) => void, failed?: (error: unknown) => void): void {
  const response = value as HttpResponse
  const { json } = response
  response.json = () => {
    const parsed = Reflect.apply(json, response, [])
    parsed.then(heard, failed ?? (() => {}))
    return parsed
  }
}

type ApiCall = (this: object, url: string, init: unknown, ...rest: unknown[]) => unknown
/** Place of the caller's own `fetch` among the arguments of `apiCall`. */
const FETCH = 5

type Target = { api: object } | { sockets: object } | AnswerTarget | InteractionTarget

function listen(patches: PatchBook, target: object, listener: CallListener): void {
  const found = target as Target
  if ('api' in found) listenToRequests(patches, found.api, listener)
  else if ('sockets' in found) listenToLive(patches, found.sockets, listener)
  else if ('answers' in found) markAnswers(patches, found)
  else listenToInteractions(patches, found, listener)
}

function listenToRequests(patches: PatchBook, target: object, listener: CallListener): void {
  const path = ([request]: unknown[]) => pathOf(asObject(request))
  watchMethod(patches, target, { name: 'request', path, answered: whole }, listener)
  watchMethod(patches, target, { name: 'requestStream', path, send: noted, answered: streamed }, listener)
  patches.patch<ApiCall>(target, 'apiCall', original => {
    return function apiCall(this: object, ...args) {
      const { call } = currentContext()
      if (call?.start.listener === listener && call.start.client === this)
        args[FETCH] = heardFetch(call, (args[FETCH] as typeof fetch | undefined) ?? fetch)
      return Reflect.apply(original, this, args)
    }
  })
}

const noted: WatchedMethod['send'] = (call, method, self, args) => {
  noteMaking(call)
  return Reflect.apply(method, self, args)
}

function streamed(chunks: unknown, call: Call): void {
  takeAnswer(call, chunks)
}

function whole(response: unknown, call: Call): void {
  // the answer is made later, and has them
  rememberSpan((response as HttpResponse).headers, call)
  hearJson(
    response,
    data => takeAnswer(call, data),
    error => call.end('error', error),
  )
}

/** Only what asks a model for something: `models/gemini:generateContent`. */
function pathOf({ path, httpMethod }: Loose): string | undefined {
  const action = asText(path)?.split('?')[0]
  return httpMethod === 'POST' && action && /:[A-Za-z]+$/.test(action) ? action : undefined
}

interface Client {
  apiClient?: object
  models?: object
  chats?: object
  live?: { webSocketFactory?: object }
  interactions?: object
}

/** All requests of all clients pass one class, and all sessions another, which the SDK does not export. */
function find(source: object): Target[] {
  const { GoogleGenAI } = source as { GoogleGenAI?: new (options: object) => Client }
  const isModule = typeof GoogleGenAI === 'function'
  const client: Client = isModule ? new GoogleGenAI({ apiKey: 'none', vertexai: false }) : source
  const [api, sockets] = [client.apiClient, client.live?.webSocketFactory]
  const [apiOwner, socketsOwner] = [ownerOf('apiCall', api), ownerOf('create', sockets)]
  if (!apiOwner) return []
  return [
    { api: isModule ? apiOwner : api! },
    ...(socketsOwner ? [{ sockets: isModule ? socketsOwner : sockets! }] : []),
    ...findAnswers(client, isModule),
    ...findInteractions(client, isModule),
  ]
}

export const google: ProviderDefinition = {
  framework: 'google_genai',
  package: '@google/genai',
  clientClass: 'GoogleGenAI',
  endpoint: path => ENDPOINTS[path.slice(path.lastIndexOf(':') + 1)] ?? OTHER,
  find,
  listen,
}
