import {
  CallbackAdapter,
  init,
  LazyModule,
  registerIntegration,
  type AdapterOptions,
  type FinishOptions,
  type InitOptions,
  type IntegrationDefinition,
  type PlainObject,
  type Run,
} from '@seetrain/core'
import { hooks } from '../langchain/hooks.ts'
import { isMessage, messageOf, messageOfText } from '../langchain/messages.ts'
import { answersOf, requestAttributes, responseAttributes } from '../langchain/model-facts.ts'
import { checkSwitches } from '../spans/check-switches.ts'
import { contentOf } from '../spans/content.ts'
import { asList, asObject, asText, given } from '../spans/loose.ts'
import { SpanBook } from '../spans/span-book.ts'

export interface LangchainOptions {
  /** False records that something happened, how long it took and its tokens, and no words. Default true. */
  content?: boolean
  /** False leaves out the calls of models that no autolog of an SDK records. Default true. */
  models?: boolean
}

/** A handler of LangChain.js: for `{ callbacks: [handler] }` of a call, or the constructor of a model, tool or chain. */
export type LangchainHandler = object & {
  name: string
  awaitHandlers: boolean
  copy(): LangchainHandler
  toJSON(): never
  toJSONNotImplemented(): never
}

interface CallbacksModule {
  BaseCallbackHandler: { fromMethods(methods: object): LangchainHandler }
}

type Words = [tags?: unknown[], metadata?: object]

export class LangchainIntegration extends CallbackAdapter<LangchainHandler> {
  readonly #spans: SpanBook
  readonly #models: boolean
  readonly #lazy = new LazyModule<CallbacksModule>('@langchain/core/callbacks/base', {
    purpose: 'The langchain integration',
  })
  #handler: LangchainHandler | undefined

  constructor(run: Run, options: LangchainOptions = {}) {
    super('langchain', hooks, run)
    checkSwitches({ content: options.content, models: options.models })
    this.#models = options.models !== false
    this.#spans = new SpanBook(run, options)
  }

  /** A real `BaseCallbackHandler`; a plain object with the same methods, which LangChain.js takes too, when none is found. */
  override getCallback(): LangchainHandler {
    this.#handler ??= this.#makeHandler()
    return this.#handler
  }

  override finish(outcome?: FinishOptions): Promise<void> {
    this.guard('finish', () => this.#spans.abandon())
    return super.finish(outcome)
  }

  handleLLMStart(
    llm: unknown,
    prompts: unknown[],
    id: string,
    parent?: string,
    extra?: object,
    ...more: unknown[]
  ): void {
    const input = prompts.map(prompt => messageOfText(prompt, 'user'))
    this.#beginModel('text_completion', llm, input, { id, parent, extra, more })
  }

  handleChatModelStart(
    llm: unknown,
    messages: unknown[],
    id: string,
    parent?: string,
    extra?: object,
    ...more: unknown[]
  ): void {
    const input = messages.flatMap(asList).map(messageOf)
    this.#beginModel('chat', llm, input, { id, parent, extra, more })
  }

  handleLLMNewToken(_token: unknown, _indices: unknown, id: string): void {
    this.#spans.first(id, 'gen_ai.response.time_to_first_chunk')
  }

  handleLLMEnd(output: object, id: string): void {
    this.#spans.end(id, { attributes: responseAttributes(output), output: answersOf(output) })
  }

  handleLLMError(error: unknown, id: string): void {
    this.#fail(id, error)
  }

  handleChainStart(chain: unknown, inputs: unknown, id: string, parent?: string, ...more: unknown[]): void {
    const [tags, metadata, type, name] = more as [...Words, string?, string?]
    const title = name ?? nameOf(chain) ?? 'chain'
    const kind = type === 'agent' || /agent/i.test(title) ? 'agent' : 'chain'
    this.#spans.begin(id, { name: title, kind, parent, attributes: wordsOf(tags, metadata), input: valueOf(inputs) })
  }

  handleChainEnd(outputs: unknown, id: string): void {
    this.#spans.end(id, { output: valueOf(outputs) })
  }

  handleChainError(error: unknown, id: string): void {
    this.#fail(id, error)
  }

  handleToolStart(tool: unknown, input: unknown, id: string, parent?: string, ...more: unknown[]): void {
    const [tags, metadata, name, call] = more as [...Words, string?, string?]
    const title = name ?? nameOf(tool) ?? 'tool'
    const attributes: PlainObject = {
      ...wordsOf(tags, metadata),
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': title,
      ...given({ 'gen_ai.tool.call.id': call }),
    }
    this.#spans.begin(id, { name: title, kind: 'tool', parent, attributes, input: valueOf(input) })
  }

  handleToolEnd(output: unknown, id: string): void {
    this.#spans.end(id, { output: valueOf(output) })
  }

  handleToolError(error: unknown, id: string): void {
    this.#fail(id, error)
  }

  handleRetrieverStart(retriever: unknown, query: unknown, id: string, parent?: string, ...more: unknown[]): void {
    const [tags, metadata, name] = more as [...Words, string?]
    const title = name ?? nameOf(retriever) ?? 'retriever'
    this.#spans.begin(id, { name: title, kind: 'retriever', parent, attributes: wordsOf(tags, metadata), input: query })
  }

  handleRetrieverEnd(documents: unknown[], id: string): void {
    this.#spans.end(id, { output: documents })
  }

  handleRetrieverError(error: unknown, id: string): void {
    this.#fail(id, error)
  }

  handleAgentAction(action: object, id: string): void {
    this.#spans.event(id, 'agent action', action)
  }

  handleCustomEvent(name: string, data: unknown, id: string): void {
    this.#spans.event(id, name, { data })
  }

  #beginModel(
    operation: string,
    llm: unknown,
    input: unknown,
    { id, parent, extra, more }: { id: string; parent: string | undefined; extra: object | undefined; more: unknown[] },
  ): void {
    const [tags, metadata] = more as Words
    const attributes: PlainObject = {
      ...wordsOf(tags, metadata),
      'gen_ai.operation.name': operation,
      ...requestAttributes(extra, metadata),
    }
    const model = attributes['gen_ai.request.model'] ?? nameOf(llm) ?? ''
    const name = `${operation} ${String(model)}`.trim()
    this.#spans.begin(id, { name, kind: 'llm', parent, attributes, input, isElsewhere: !this.#models })
  }

  #fail(id: string, error: unknown): void {
    this.#spans.end(id, { error: error ?? new Error('unknown') })
  }

  #makeHandler(): LangchainHandler {
    const methods = this.listener
    const module = this.guard('getCallback', () => this.#lazy.load())
    const handler = module?.BaseCallbackHandler.fromMethods(methods) ?? ({ ...methods } as unknown as LangchainHandler)
    // awaited, so that what happened is recorded when the call returns; our part takes microseconds
    return Object.assign(handler, { name: 'seetrain', awaitHandlers: true })
  }
}

/** The name of a thing as LangChain.js writes it down: the last part of its `id`. */
function nameOf(serialized: unknown): string | undefined {
  const { name, id } = asObject(serialized)
  return asText(name) ?? asText(asList(id).at(-1))
}

function wordsOf(tags: unknown[] | undefined, metadata: object | undefined): PlainObject {
  const told = Object.entries(asObject(metadata)).filter(([name]) => !name.startsWith('ls_') && !name.startsWith('__'))
  return {
    ...(tags && tags.length > 0 && { 'langchain.tags': contentOf(tags) }),
    ...Object.fromEntries(told.map(([name, value]) => [`langchain.metadata.${name}`, contentOf(value)])),
  }
}

/** Messages as messages, also within what chains and graphs pass on; everything else as it is. */
function valueOf(value: unknown, depth = 0): unknown {
  if (depth > 3 || typeof value !== 'object' || value === null) return value
  if (isMessage(value)) return messageOf(value)
  if (Array.isArray(value)) return value.map(item => valueOf(item, depth + 1))
  if (Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, valueOf(member, depth + 1)]))
}

export const definition: IntegrationDefinition = {
  framework: 'langchain',
  mode: 'callback',
  package: '@langchain/core',
  hooks,
  options: ['content', 'models'],
  create: (run: Run, options: AdapterOptions) => new LangchainIntegration(run, options),
}

export function initLangchain(options: InitOptions & LangchainOptions = {}): LangchainIntegration {
  registerIntegration(definition)
  return init('langchain', options)
}
