import { AsyncLocalStorage } from 'node:async_hooks'
import {
  CallbackAdapter,
  checkString,
  PatchBook,
  randomIdSource,
  type FinishOptions,
  type Hook,
  type HookTable,
  type PlainObject,
  type Run,
} from '@seetrain/core'
import { hook } from '../hooks/hook.ts'
import { checkSwitches } from '../spans/check-switches.ts'
import { contentOf } from '../spans/content.ts'
import { asCount, asObject } from '../spans/loose.ts'
import { SpanBook } from '../spans/span-book.ts'

export interface InferenceOptions {
  /** False leaves out the span of each call and keeps the metrics. Default true. */
  spans?: boolean
  /** False records that something happened and how long it took, and no inputs and outputs. Default true. */
  content?: boolean
}

/** A call of a model that begins. */
export interface InferenceStart {
  id: string
  /** What the call is counted under. */
  name: string
  kind?: string | undefined
  /** The id of the call that it is a part of. */
  parent?: string | undefined
  attributes?: object | undefined
  input?: unknown
}

/** The same call when it is over. */
export interface InferenceEnd {
  id: string
  name: string
  milliseconds: number
  attributes?: object | undefined
  output?: unknown
  error?: unknown
}

/** What is called when a model is loaded and used. None of it throws. */
export interface InferenceCallback {
  onModelLoaded(name: string, facts: object): void
  onCallBegin(call: InferenceStart): void
  onCallEnd(call: InferenceEnd): void
}

/** One call that is to be heard. */
export interface Heard {
  name: string
  kind: string
  input: unknown
  /** Attributes that the answer tells, such as counts of tokens; the call around this one gets them, too. */
  facts?: ((output: unknown) => PlainObject) | undefined
}

/** A call that goes on, with what its parts have told. */
interface Around {
  id: string
  told: PlainObject
}

export const inferenceHooks: HookTable = {
  model_loaded: hook('onModelLoaded', 'Keeps facts of a model as `<framework>.models.<name>` in the config.', {
    name: 'name',
    facts: 'object',
  }),
  call_begin: callHook('onCallBegin', 'Begins a span. `call`: `id`, `name`, `kind`, `parent`, `attributes`, `input`.'),
  call_end: callHook(
    'onCallEnd',
    'Ends it, and logs `<name>/ms`. `call`: `id`, `name`, `milliseconds`, `attributes`, `output`, `error`.',
  ),
}

/** Begin and end find each other by the id, and calls are counted by the name. */
function callHook(method: string, says: string): Hook {
  const whole = hook(method, says, { call: 'object' })
  const parse = (args: unknown[]) => {
    const checked = whole.parse?.(args) ?? args
    const { id, name } = asObject(checked[0])
    checkString('call.id', id)
    checkString('call.name', name)
    return checked
  }
  return { ...whole, parse }
}

/** Base of adapters that hear the calls of models which run in this process. */
export abstract class InferenceAdapter extends CallbackAdapter<InferenceCallback> {
  protected readonly patches = new PatchBook()
  readonly #spans: SpanBook
  readonly #keepsSpans: boolean
  readonly #around = new AsyncLocalStorage<Around>()
  readonly #parents = new Set<string>()
  readonly #counts = new Map<string, number>()

  constructor(framework: string, run: Run, { spans, content }: InferenceOptions = {}) {
    super(framework, inferenceHooks, run)
    checkSwitches({ spans, content })
    this.#keepsSpans = spans !== false
    this.#spans = new SpanBook(run, { content })
  }

  override finish(outcome?: FinishOptions): Promise<void> {
    this.patches.restore()
    this.guard('finish', () => this.#spans.abandon())
    return super.finish(outcome)
  }

  onModelLoaded(name: string, facts: object): void {
    this.run.updateConfig({ [this.framework]: { models: { [name]: contentOf(facts) } } })
  }

  onCallBegin({ id, name, kind = 'function', parent, attributes = {}, input }: InferenceStart): void {
    if (parent !== undefined) this.#parents.add(id)
    if (this.#keepsSpans) this.#spans.begin(id, { name, kind, parent, attributes: plain(attributes), input })
  }

  onCallEnd({ id, name, milliseconds, attributes = {}, output, error }: InferenceEnd): void {
    // a part is in the time of the whole
    const isPart = this.#parents.delete(id)
    this.#spans.end(id, { attributes: plain(attributes), output, error })
    if (isPart || error !== undefined || asCount(milliseconds) === undefined) return
    const step = this.#counts.get(name) ?? 0
    this.#counts.set(name, step + 1)
    this.logPoints({ [name]: { ms: milliseconds, ...rateOf(attributes, milliseconds) } }, { step })
  }

  /** Runs a call of a model, heard. The result is that of `work`: the same promise, the same error. */
  protected hear<Result>({ name, kind, input, facts }: Heard, work: () => Result): Result {
    const listener = this.listener as unknown as InferenceCallback
    const outer = this.#around.getStore()
    const here: Around = { id: randomIdSource.hex(16), told: {} }
    const started = performance.now()
    const ended = (more: Partial<InferenceEnd>) =>
      listener.onCallEnd({ id: here.id, name, milliseconds: performance.now() - started, ...more })
    const answered = (output: unknown) => {
      Object.assign(
        here.told,
        this.guard('facts', () => facts?.(output)),
      )
      if (outer) Object.assign(outer.told, here.told)
      ended({ output, attributes: here.told })
    }
    listener.onCallBegin({ id: here.id, name, kind, parent: outer?.id, input })
    try {
      const result = this.#around.run(here, work)
      if (result instanceof Promise) result.then(answered, (error: unknown) => ended({ error }))
      else answered(result)
      return result
    } catch (error) {
      ended({ error })
      throw error
    }
  }
}

function plain(attributes: object): PlainObject {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, contentOf(value)]))
}

function rateOf(attributes: object, milliseconds: number): { tokens_per_second?: number } {
  const tokens = asCount(asObject(attributes)['gen_ai.usage.output_tokens'])
  return tokens === undefined || milliseconds <= 0 ? {} : { tokens_per_second: (tokens / milliseconds) * 1000 }
}
