import type { Call, CallListener } from '../call/call.ts'
import type { Endpoint } from '../contracts.ts'
import { inContext } from '../trace/context.ts'
import { googleGenerate } from './google-generate.ts'
import { asList, asObject, asText, copyPlain, given, parsed, type Loose } from './read.ts'

/** Contents that may wait for a turn: a program that only streams sound makes no end of them. */
const MOST_CONTENTS = 200
/** How a connection is closed when nothing went wrong: done, going away, without a word. */
const GOOD_CLOSES = new Set<unknown>([undefined, 1000, 1001, 1005])

/** A session: what it was set to. Its tokens are those of its turns. */
const session: Endpoint = {
  operation: 'realtime_session',
  spanKind: 'session',
  isLocal: true,
  request: setup => ({
    ...given({ model: modelOf(setup) }),
    attributes: {
      'seetrain.request.session': copyPlain(setup['generationConfig'] ?? {}),
      ...(Array.isArray(setup['tools']) && { 'gen_ai.tool.definitions': copyPlain(setup['tools']) }),
    },
    input: copyPlain(setup['systemInstruction'] ?? null),
  }),
  response: () => ({}),
}

/** One turn: what was said since the last, and what the model says. Spoken words are kept as they were understood. */
const turn: Endpoint = {
  ...googleGenerate,
  request: body => ({ ...googleGenerate.request(body), ...given({ model: modelOf(body) }) }),
}

export const LIVE: { readonly [path: string]: Endpoint } = { '/live': session, '/live/turns': turn }

function modelOf({ model }: Loose): string | undefined {
  return asText(model)?.split('/').at(-1)
}

/** One live session over a WebSocket: a span while it lasts, and a call for each turn of the model. Never throws. */
export class LiveSession {
  readonly #client: object
  readonly #listener: CallListener
  #session: Call | undefined
  #setup: Loose = {}
  #contents: Loose[] = []
  #turn: Call | undefined
  /** The turn asked for tools: it is over when its tokens are told, or what the tools gave. */
  #hasAsked = false

  constructor(client: object, url: string, listener: CallListener) {
    this.#client = client
    this.#listener = listener
    this.#guarded(() => this.#open(url))
  }

  /** A message from the server, as it came. */
  received(data: unknown): void {
    this.#guarded(() => {
      if (this.#session?.over !== false) return
      const { serverContent, toolCall, usageMetadata } = asObject(parsed(String(data)))
      if (serverContent !== undefined) this.#heard(asObject(serverContent))
      if (toolCall !== undefined) this.#asked(asObject(toolCall))
      if (usageMetadata !== undefined) this.#turn?.chunk({ usageMetadata: asUsage(asObject(usageMetadata)) })
      const { turnComplete, interrupted } = asObject(serverContent)
      if (interrupted === true) this.#end('aborted')
      else if (turnComplete === true || (this.#hasAsked && usageMetadata !== undefined)) this.#end('ok')
    })
  }

  /** A message from the program, as it goes. */
  sent(text: unknown): void {
    this.#guarded(() => {
      if (this.#session?.over !== false) return
      const { setup, clientContent, realtimeInput, toolResponse } = asObject(parsed(String(text)))
      if (setup !== undefined) this.#set(asObject(setup))
      const said = asText(asObject(realtimeInput)['text'])
      if (said !== undefined) this.#add({ role: 'user', parts: [{ text: said }] })
      const { turns, turnComplete } = asObject(clientContent)
      for (const content of asList(turns)) this.#add(asObject(content))
      const results = asList(asObject(toolResponse)['functionResponses'])
      if (results.length > 0) {
        if (this.#hasAsked) this.#end('ok')
        this.#add({ role: 'tool', parts: results.map(functionResponse => ({ functionResponse })) })
      }
      if (results.length > 0 || turnComplete === true) this.#begin()
    })
  }

  closed({ code, reason }: Loose): void {
    this.#guarded(() => {
      const failure = GOOD_CLOSES.has(code)
        ? undefined
        : Object.assign(new Error(asText(reason) || 'The connection was closed.'), { name: 'CloseError', code })
      this.#end(failure ? 'error' : 'aborted', failure)
      this.#session?.end(failure ? 'error' : 'ok', failure)
    })
  }

  #open(url: string): void {
    this.#session = this.#listener.begin(this.#client, '/live')
    if (!this.#session) return
    this.#session.entering = false
    // the query has the key
    this.#session.url = url.split('?')[0]
  }

  #set(setup: Loose): void {
    this.#setup = setup
    if (this.#session) this.#session.body = setup
  }

  #heard(content: Loose): void {
    const { text } = asObject(content['inputTranscription'])
    if (typeof text === 'string') this.#understood(text)
    const said = asText(asObject(content['outputTranscription'])['text'])
    const parts = [...asList(asObject(content['modelTurn'])['parts']), ...(said === undefined ? [] : [{ text: said }])]
    // sound is many long pieces, and not kept
    const words = parts.filter(part => asObject(part)['inlineData'] === undefined)
    if (parts.length > 0) this.#begin()
    const finishReason = content['turnComplete'] === true ? 'STOP' : undefined
    if (words.length > 0 || finishReason !== undefined)
      this.#turn?.chunk({ candidates: [{ content: { parts: words }, finishReason }] })
  }

  /** What the user said comes in pieces, some of them while the model answers already. */
  #understood(text: string): void {
    const last = this.#contents.at(-1)
    if (last?.['isSpoken'] === true) {
      const [part] = last['parts'] as [{ text: string }]
      part.text += text
    } else this.#add({ role: 'user', parts: [{ text }], isSpoken: true })
  }

  #asked({ functionCalls }: Loose): void {
    this.#begin()
    this.#hasAsked = true
    const parts = asList(functionCalls).map(functionCall => ({ functionCall }))
    this.#turn?.chunk({ candidates: [{ content: { parts }, finishReason: 'TOOL_CALLS' }] })
  }

  #begin(): void {
    if (this.#turn) return
    const { traceId, spanId, start } = this.#session ?? {}
    const call = inContext({ ...start?.context, ...(traceId && spanId && { traceId, spanId }) }, () =>
      this.#listener.begin(this.#client, '/live/turns'),
    )
    if (!call) return
    call.entering = false
    const { model, generationConfig, systemInstruction, tools } = this.#setup
    // the list goes on to be written to until the turn ends
    const body = given({ model, generationConfig, systemInstruction, tools, contents: this.#contents })
    call.attempt(body, this.#session?.url)
    call.streaming()
    this.#turn = call
  }

  #end(status: 'ok' | 'error' | 'aborted', error?: Error): void {
    this.#hasAsked = false
    if (!this.#turn) return
    this.#turn.end(status, error, status === 'aborted' ? 'cancelled' : undefined)
    this.#turn = undefined
    this.#contents = []
  }

  #add(content: Loose): void {
    this.#contents.push(content)
    if (this.#contents.length > MOST_CONTENTS) this.#contents.shift()
  }

  #guarded(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.#listener.trouble('live', error)
    }
  }
}

/** Live sessions name what the model says by other words. */
function asUsage({ responseTokenCount, responseTokensDetails, ...usage }: Loose): Loose {
  return {
    ...usage,
    ...given({ candidatesTokenCount: responseTokenCount, candidatesTokensDetails: responseTokensDetails }),
  }
}
