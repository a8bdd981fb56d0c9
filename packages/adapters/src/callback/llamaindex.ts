import {
  CallbackAdapter,
  init,
  InvalidArgumentError,
  registerIntegration,
  type AdapterOptions,
  type FinishOptions,
  type InitOptions,
  type IntegrationDefinition,
  type PlainObject,
  type Run,
} from '@seetrain/core'
import { Callers } from '../llamaindex/callers.ts'
import { BEGINS, ENDS, hooks, type EventRule } from '../llamaindex/events.ts'
import { messageOf, responseAttributes } from '../llamaindex/model-facts.ts'
import { checkSwitches } from '../spans/check-switches.ts'
import { asList, asObject, asText, given } from '../spans/loose.ts'
import { SpanBook } from '../spans/span-book.ts'

export interface LlamaindexOptions {
  /** `import { Settings } from 'llamaindex'`: the events of its callback manager are heard from now on. */
  settings?: object
  /** False records that something happened, how long it took and its tokens, and no words. Default true. */
  content?: boolean
}

/** What LlamaIndex.TS hands to a handler of an event. */
interface LlamaindexEvent {
  detail?: unknown
  reason?: unknown
}

type Handler = (event: LlamaindexEvent) => void

/** One handler for each event, for `Settings.callbackManager.on('llm-start', callback.onLlmStart)`. */
export type LlamaindexCallback = { readonly [method: string]: Handler }

interface CallbackManager {
  on(event: string, handler: Handler): unknown
  off(event: string, handler: Handler): unknown
}

export class LlamaindexIntegration extends CallbackAdapter<LlamaindexCallback> {
  readonly #spans: SpanBook
  readonly #callers = new Callers()
  #heard: CallbackManager | undefined

  constructor(run: Run, { settings, ...switches }: LlamaindexOptions = {}) {
    super('llamaindex', hooks, run)
    checkSwitches(switches)
    this.#spans = new SpanBook(run, switches)
    if (settings !== undefined) this.attach(settings)
  }

  /** Hears all that goes through `Settings`: the one you imported, since each copy of the library has its own. */
  attach(settings: object): this {
    const manager = asObject(settings)['callbackManager'] as CallbackManager | undefined
    if (typeof manager?.on !== 'function')
      throw new InvalidArgumentError('settings', settings, "Pass Settings: import { Settings } from 'llamaindex'.")
    this.detach()
    this.#heard = manager
    this.#eachHandler((event, handler) => manager.on(event, handler))
    return this
  }

  detach(): void {
    const manager = this.#heard
    this.#heard = undefined
    if (manager) this.#eachHandler((event, handler) => manager.off(event, handler))
  }

  override finish(outcome?: FinishOptions): Promise<void> {
    this.guard('finish', () => {
      this.detach()
      this.#spans.abandon()
    })
    return super.finish(outcome)
  }

  onQueryStart(event: LlamaindexEvent): void {
    this.#begin('query-start', event, asObject(event.detail)['query'])
  }

  onQueryEnd(event: LlamaindexEvent): void {
    this.#end('query-end', event, answerOf(event))
  }

  onRetrieveStart(event: LlamaindexEvent): void {
    this.#begin('retrieve-start', event, asObject(event.detail)['query'])
  }

  onRetrieveEnd(event: LlamaindexEvent): void {
    this.#end('retrieve-end', event, nodesOf(asObject(event.detail)))
  }

  onSynthesizeStart(event: LlamaindexEvent): void {
    const query = asObject(asObject(event.detail)['query'])
    this.#begin('synthesize-start', event, { query: query['query'], nodes: nodesOf(query) })
  }
  onSynthesizeEnd(event: LlamaindexEvent): void {
    this.#end('synthesize-end', event, answerOf(event))
  }

  onAgentStart(event: LlamaindexEvent): void {
    this.#begin('agent-start', event)
  }

  onAgentEnd(event: LlamaindexEvent): void {
    this.#end('agent-end', event)
  }

  onLlmStart(event: LlamaindexEvent): void {
    this.#begin('llm-start', event, asList(asObject(event.detail)['messages']).map(messageOf))
  }

  onLlmStream(event: LlamaindexEvent): void {
    const id = idOf('llm', event)
    if (id !== undefined) this.#spans.first(id, 'gen_ai.response.time_to_first_chunk')
  }

  onLlmEnd(event: LlamaindexEvent): void {
    const { response } = asObject(event.detail)
    this.#end('llm-end', event, [messageOf(asObject(response)['message'])], responseAttributes(response))
  }

  onLlmToolCall({ detail, reason }: LlamaindexEvent): void {
    const { id, name, input } = asObject(asObject(detail)['toolCall'])
    const title = asText(name) ?? 'tool'
    const attributes = {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': title,
      ...given({ 'gen_ai.tool.call.id': asText(id) }),
    }
    const parent = this.#callers.around(reason)
    this.#spans.begin(`tool:${String(id)}`, { name: title, kind: 'tool', parent, attributes, input })
  }

  onLlmToolResult({ detail }: LlamaindexEvent): void {
    const { toolCall, toolResult } = asObject(detail)
    const { output, isError } = asObject(toolResult)
    const id = `tool:${String(asObject(toolCall)['id'])}`
    this.#spans.end(id, isError === true ? { error: new Error(String(output)) } : { output })
  }

  #begin(name: string, event: LlamaindexEvent, input?: unknown): void {
    const { work, kind, holds } = BEGINS.get(name) as EventRule
    const id = idOf(work, event)
    if (id === undefined) return
    const attributes: PlainObject = kind === 'llm' ? { 'gen_ai.operation.name': 'chat' } : {}
    const parent = this.#callers.around(event.reason)
    this.#spans.begin(id, { name: kind === 'llm' ? 'chat' : work, kind, parent, attributes, input })
    if (holds) this.#callers.begin(event.reason, id)
  }

  #end(name: string, event: LlamaindexEvent, output?: unknown, attributes: PlainObject = {}): void {
    const { work, holds } = ENDS.get(name) as EventRule
    const id = idOf(work, event)
    if (id === undefined) return
    if (holds) this.#callers.end(event.reason, id)
    this.#spans.end(id, { output, attributes })
  }

  #eachHandler(visit: (event: string, handler: Handler) => void): void {
    for (const [event, { method }] of Object.entries(hooks)) visit(event, this.listener[method] as Handler)
  }
}

/** Most events have an id that begin and end share; those of agents have their step. */
function idOf(work: string, { detail }: LlamaindexEvent): string | undefined {
  const { id, startStep, endStep } = asObject(detail)
  const step = asText(asObject(startStep ?? endStep)['id'])
  return asText(id) ?? (step === undefined ? undefined : `${work}:${step}`)
}

function answerOf({ detail }: LlamaindexEvent): unknown {
  const { response } = asObject(detail)
  const { message } = asObject(response)
  return message === undefined ? response : messageOf(message)
}

/** Of each node its text, its score and where it comes from; embeddings are long and say nothing to a reader. */
function nodesOf(holder: { readonly [member: string]: unknown }): unknown[] {
  return asList(holder['nodes']).map(item => {
    const { node, score } = asObject(item)
    const { id_: id, text, metadata } = asObject(node)
    return given<unknown>({ id, text, metadata, score })
  })
}

export const definition: IntegrationDefinition = {
  framework: 'llamaindex',
  mode: 'callback',
  package: '@llamaindex/core',
  hooks,
  options: ['settings', 'content'],
  create: (run: Run, options: AdapterOptions) => new LlamaindexIntegration(run, options),
}

export function initLlamaindex(options: InitOptions & LlamaindexOptions = {}): LlamaindexIntegration {
  registerIntegration(definition)
  return init('llamaindex', options)
}
