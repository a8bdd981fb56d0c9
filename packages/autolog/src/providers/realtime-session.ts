import type { Call, CallListener } from '../call/call.ts'
import { inContext } from '../trace/context.ts'
import { asList, asObject, asText, type Loose } from './read.ts'

/** Items that may wait for a turn: a program that only streams sound makes no end of them. */
const MOST_ITEMS = 200

interface Socket {
  addEventListener?(event: 'close', listener: () => void): void
}

/** One session over a WebSocket: a span while it lasts, and a call for each turn of the model. Never throws. */
export class RealtimeSession {
  readonly #socket: object
  readonly #listener: CallListener
  #session: Call | undefined
  #settings: Loose = {}
  #items: Loose[] = []
  readonly #turns = new Map<unknown, Call>()

  constructor(socket: object, listener: CallListener) {
    this.#socket = socket
    this.#listener = listener
    this.#guarded(() => this.#open())
  }

  /** An event from the server. */
  received(value: unknown): void {
    this.#guarded(() => {
      const event = asObject(value)
      const response = asObject(event['response'])
      switch (event['type']) {
        case 'session.created':
        case 'session.updated':
          this.#settings = asObject(event['session'])
          if (this.#session) this.#session.body = this.#settings
          break
        case 'conversation.item.input_audio_transcription.completed':
          this.#add({ role: 'user', content: [{ type: 'input_text', text: event['transcript'] }] })
          break
        case 'response.created':
          this.#begin(response)
          break
        case 'response.done':
          this.#done(event, response['id'])
          break
        case 'error':
          this.#failed(asObject(event['error']))
          break
        default:
          this.#words(event)
      }
    })
  }

  /** An event from the program. */
  sent(value: unknown): void {
    this.#guarded(() => {
      const event = asObject(value)
      if (event['type'] === 'conversation.item.create') this.#add(asObject(event['item']))
      const { input } = asObject(event['response'])
      if (event['type'] === 'response.create') for (const item of asList(input)) this.#add(asObject(item))
    })
  }

  #open(): void {
    this.#session = this.#listener.begin(this.#socket, '/realtime')
    if (!this.#session) return
    this.#session.entering = false
    const { socket, url } = this.#socket as { socket?: Socket; url?: unknown }
    // the address has no secret in it: keys go in headers
    this.#session.url = url === undefined ? undefined : String(url)
    socket?.addEventListener?.('close', () => this.#close())
  }

  #close(): void {
    for (const turn of this.#turns.values()) turn.end('aborted', undefined, 'cancelled')
    this.#turns.clear()
    this.#session?.end('ok')
  }

  #begin(response: Loose): void {
    const { traceId, spanId } = this.#session ?? {}
    const outer = this.#session?.start.context ?? {}
    const call = inContext({ ...outer, ...(traceId && spanId && { traceId, spanId }) }, () =>
      this.#listener.begin(this.#socket, '/realtime/responses'),
    )
    if (!call) return
    call.entering = false
    const { model, instructions, tools } = this.#settings
    call.attempt({ model, instructions, tools, ...response, input: this.#items.splice(0) }, this.#session?.url)
    call.streaming()
    this.#turns.set(response['id'], call)
  }

  #done(event: Loose, id: unknown): void {
    const turn = this.#turns.get(id)
    turn?.chunk(event)
    const isCancelled = asObject(event['response'])['status'] === 'cancelled'
    turn?.end(isCancelled ? 'aborted' : 'ok', undefined, isCancelled ? 'cancelled' : undefined)
    this.#turns.delete(id)
  }

  /** Pieces of an answer, told apart by their response. Sound is many long pieces, and not kept. */
  #words(event: Loose): void {
    const type = asText(event['type']) ?? ''
    if (!type.endsWith('.delta')) return
    if (type.endsWith('audio.delta')) return
    const { delta } = event
    this.#turns.get(event['response_id'])?.chunk({ type, output_index: event['output_index'], delta })
  }

  #failed({ message, type, code }: Loose): void {
    const error = Object.assign(new Error(asText(message) ?? 'The session failed.'), {
      name: asText(type) ?? 'error',
      code,
    })
    for (const turn of this.#turns.values()) turn.end('error', error)
    this.#turns.clear()
  }

  #add(item: Loose): void {
    this.#items.push(item)
    if (this.#items.length > MOST_ITEMS) this.#items.shift()
  }

  #guarded(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.#listener.trouble('realtime', error)
    }
  }
}
