import {
  init,
  InvalidArgumentError,
  LazyModule,
  registerIntegration,
  type AdapterOptions,
  type InitOptions,
  type IntegrationDefinition,
  type PlainObject,
  type Run,
} from '@seetrain/core'
import {
  InferenceAdapter,
  inferenceHooks,
  type InferenceCallback,
  type InferenceOptions,
} from '../inference/inference-adapter.ts'
import { asList, asObject, asText, given, type Loose } from '../spans/loose.ts'

export type { InferenceCallback as TransformersJsCallback }

export interface TransformersJsOptions extends InferenceOptions {
  /** Your own `import * as transformers from '@huggingface/transformers'`, when it is not the installed one. */
  module?: object
}

type Call = (...args: unknown[]) => Promise<unknown>

/** A pipeline is called as a function. */
export interface TransformersPipeline extends Call {
  readonly task: string
  dispose(): Promise<unknown>
}

interface Transformers {
  pipeline(task: string, model?: string, options?: object): Promise<TransformersPipeline>
  env: { [setting: string]: unknown }
}

/** Kinds of spans by the task; any other is a `function`. */
const KINDS: readonly [RegExp, string][] = [
  [/^(?:text-generation|text2text-generation|summarization|translation)/, 'llm'],
  [/^(?:image-)?feature-extraction/, 'embedding'],
]

export class TransformersJsIntegration extends InferenceAdapter {
  readonly #lazy: LazyModule<Transformers>

  constructor(run: Run, { module, ...options }: TransformersJsOptions = {}) {
    super('transformers_js', run, options)
    if (module !== undefined && !('pipeline' in module))
      throw new InvalidArgumentError(
        'module',
        module,
        "Pass the library: import * as t from '@huggingface/transformers'.",
      )
    this.#lazy = new LazyModule('@huggingface/transformers', { purpose: 'The transformers_js integration', module })
  }

  /** The library, loaded when it is first asked for. */
  get library(): Transformers {
    return this.#lazy.load()
  }

  /** `pipeline(task, model, options)`, with the pipeline watched. */
  async pipeline(task: string, model?: string, options?: object): Promise<TransformersPipeline> {
    return this.watch(await this.library.pipeline(task, model, options), model)
  }

  /** Hears every call of a pipeline until the integration is finished. Returns the pipeline. */
  watch<Pipeline extends object>(pipeline: Pipeline, model?: string): Pipeline {
    const { task, model: inner, _call: call } = pipeline as { [member: string]: unknown }
    if (typeof call !== 'function' || typeof task !== 'string')
      throw new InvalidArgumentError('pipeline', pipeline, "Pass a pipeline: await pipeline('text-classification', …).")
    const config = configOf(inner)
    const name = model ?? asText(config['_name_or_path']) ?? asText(config['model_type']) ?? 'model'
    const listener = this.listener as unknown as InferenceCallback
    listener.onModelLoaded(name, {
      task,
      ...given({ type: config['model_type'], architectures: config['architectures'] }),
    })
    const kind = KINDS.find(([pattern]) => pattern.test(task))?.[1] ?? 'function'
    const request = { 'gen_ai.operation.name': task, 'gen_ai.request.model': name }
    this.#hearMethod(pipeline, '_call', { name: task, kind, readFacts: () => request })
    if (typeof inner === 'function') this.#hearModel(inner)
    return pipeline
  }

  /** What a pipeline asks of its model is a part of the call; a generation is one part, not one per token. */
  #hearModel(model: object): void {
    this.#hearMethod(model, '_call', { name: 'forward', kind: 'function', readFacts: () => ({}) })
    if (typeof (model as { generate?: unknown }).generate !== 'function') return
    const repeats = configOf(model)['is_encoder_decoder'] !== true
    this.#hearMethod(model, 'generate', {
      name: 'generate',
      kind: 'function',
      readFacts: (input, output) => tokensOf(input, output, repeats),
    })
  }

  #hearMethod(
    target: object,
    method: string,
    { name, kind, readFacts }: { name: string; kind: string; readFacts(input: unknown, output: unknown): PlainObject },
  ): void {
    this.patches.patch<Call>(target, method, original => (...args) => {
      const input = args.length > 1 && args[1] !== undefined ? { input: args[0], options: args[1] } : args[0]
      const facts = (output: unknown) => readFacts(args[0], output)
      return this.hear({ name, kind, input, facts }, () => Reflect.apply(original, target, args))
    })
  }
}

/** A model is a function, too. */
function configOf(model: unknown): Loose {
  return asObject((model as { config?: unknown } | undefined)?.config)
}

/** Tokens as the shapes tell them. A decoder's answer repeats what it was asked, once for each answer. */
function tokensOf(input: unknown, output: unknown, repeats: boolean): PlainObject {
  const [asks, asked] = asList(asObject(asObject(input)['input_ids'])['dims']).map(Number)
  const [answers, answered] = asList(asObject(output)['dims']).map(Number)
  if (asks === undefined || asked === undefined || answers === undefined || answered === undefined) return {}
  return {
    'gen_ai.usage.input_tokens': asks * asked,
    'gen_ai.usage.output_tokens': answers * Math.max(0, answered - (repeats ? asked : 0)),
  }
}

export const definition: IntegrationDefinition = {
  framework: 'transformers_js',
  mode: 'callback',
  package: '@huggingface/transformers',
  hooks: inferenceHooks,
  options: ['module', 'spans', 'content'],
  create: (run: Run, options: AdapterOptions) => new TransformersJsIntegration(run, options),
}

export function initTransformersJs(options: InitOptions & TransformersJsOptions = {}): TransformersJsIntegration {
  registerIntegration(definition)
  return init('transformers_js', options)
}
