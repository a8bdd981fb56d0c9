import type { Call, CallListener } from '../call/call.ts'
import { currentContext, inContext } from '../trace/context.ts'
import { asObject, asText, snapshot, type Loose } from './read.ts'

interface Work<T> extends Loose {
  execute(): PromiseLike<T>
}

/** Work that was begun and whose end nobody told is let go, the oldest first. */
const MOST_OPEN = 1000

/** What the AI SDK calls while it works. Nothing here throws; a failure of ours is told, and the work goes on. */
export class VercelTelemetry {
  readonly #listener: CallListener
  readonly #open = new Map<string, Call>()

  readonly #isNewest: (telemetry: VercelTelemetry) => boolean

  /** With several who listen, one hears: `isNewest` tells which. */
  constructor(listener: CallListener, isNewest: (telemetry: VercelTelemetry) => boolean) {
    this.#listener = listener
    this.#isNewest = isNewest
  }

  onStart = (event: Loose): void => this.#begin(keyOf(event), asText(event['operationId']) ?? 'ai.operation', event)
  onEnd = (event: Loose): void => this.#answered(keyOf(event), event)

  onLanguageModelCallStart = (event: Loose): void => {
    const key = keyOf(event, 'model')
    // streams start over with each attempt
    if (this.#open.has(key)) return
    this.#begin(key, 'model', event, keyOf(event))
  }

  onLanguageModelCallEnd = (event: Loose): void => this.#answered(keyOf(event, 'model'), event)

  /** Each attempt comes here; what it does inside belongs to the call. */
  executeLanguageModelCall = async <T>({ execute, ...event }: Work<T>): Promise<T> => {
    const call = this.#open.get(keyOf(event, 'model'))
    if (!call) return execute()
    call.attempt(call.body, undefined)
    const result = await within(call, execute)
    this.#guarded(() => {
      const headers = asObject(asObject(asObject(result)['response'])['headers'])
      call.responded({ headers: { get: name => asText(headers[name]) ?? null } })
    })
    return result
  }

  onToolExecutionStart = (event: Loose): void => {
    const { toolCallId } = asObject(event['toolCall'])
    this.#begin(keyOf(event, 'tool', toolCallId), 'tool', { toolCall: event['toolCall'] }, keyOf(event))
  }

  onToolExecutionEnd = (event: Loose): void => {
    const { toolCallId } = asObject(event['toolCall'])
    const { error } = asObject(event['toolOutput'])
    const key = keyOf(event, 'tool', toolCallId)
    if (error === undefined) this.#answered(key, event)
    else this.#ended(key, 'error', error)
  }

  executeTool = async <T>({ execute, toolCallId, ...event }: Work<T>): Promise<T> => {
    const call = this.#open.get(keyOf(event, 'tool', toolCallId))
    return call ? within(call, execute) : execute()
  }

  onEmbedStart = (event: Loose): void =>
    this.#begin(keyOf(event, 'embed', event['embedCallId']), 'embed', event, keyOf(event))
  onEmbedEnd = (event: Loose): void => this.#answered(keyOf(event, 'embed', event['embedCallId']), event)
  onRerankStart = (event: Loose): void => this.#begin(keyOf(event, 'rerank'), 'rerank', event, keyOf(event))
  onRerankEnd = (event: Loose): void => this.#answered(keyOf(event, 'rerank'), event)

  onAbort = (event: Loose): void => this.#allEnded(keyOf(event), 'aborted', undefined)
  onError = (value: unknown): void => {
    const event = asObject(value)
    this.#allEnded(keyOf(event), 'error', event['error'] ?? value)
  }

  #begin(key: string, path: string, event: Loose, parent?: string): void {
    if (!this.#isNewest(this)) return
    this.#guarded(() => {
      const outer = parent === undefined ? undefined : this.#open.get(parent)
      const call = outer
        ? inContext(contextOf(outer), () => this.#listener.begin(this, path))
        : this.#listener.begin(this, path)
      if (!call) return
      call.entering = false
      call.body = snapshot(event)
      this.#open.set(key, call)
      if (this.#open.size > MOST_OPEN) this.#ended(this.#open.keys().next().value!, 'aborted', undefined, 'abandoned')
    })
  }

  #answered(key: string, event: Loose): void {
    this.#guarded(() => this.#open.get(key)?.answered(event))
    this.#open.delete(key)
  }

  #ended(key: string, status: 'aborted' | 'error', error: unknown, ending?: string): void {
    this.#open.get(key)?.end(status, error, ending ?? (status === 'aborted' ? 'cancelled' : undefined))
    this.#open.delete(key)
  }

  /** What went on inside ends with it. */
  #allEnded(key: string, status: 'aborted' | 'error', error: unknown): void {
    const inside = [...this.#open.keys()].filter(other => other.startsWith(`${key}/`))
    for (const one of [...inside, key]) this.#ended(one, status, error)
  }

  #guarded(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.#listener.trouble('telemetry', error)
    }
  }
}

function keyOf(event: Loose, ...more: unknown[]): string {
  return [event['callId'], ...more].map(String).join('/')
}

function contextOf(call: Call) {
  const { traceId, spanId } = call
  return { ...call.start.context, traceId, spanId }
}

function within<T>(call: Call, execute: () => PromiseLike<T>): PromiseLike<T> {
  // what the caller set inside, such as the words of a session, stays
  return inContext({ ...currentContext(), ...contextOf(call) }, execute)
}
