import { basename } from 'node:path'
import {
  init,
  InvalidArgumentError,
  LazyModule,
  registerIntegration,
  type AdapterOptions,
  type InitOptions,
  type IntegrationDefinition,
  type Run,
} from '@seetrain/core'
import {
  InferenceAdapter,
  inferenceHooks,
  type InferenceCallback,
  type InferenceOptions,
} from '../inference/inference-adapter.ts'
import { asList, asObject } from '../spans/loose.ts'

export type { InferenceCallback as OnnxruntimeNodeCallback }

export interface OnnxruntimeNodeOptions extends InferenceOptions {
  /** Your own `import * as ort from 'onnxruntime-node'` (or onnxruntime-web), when it is not the installed one. */
  module?: object
}

/** The parts of a session that are used; no copy of the library's types has to be installed. */
export interface OnnxSession {
  run(feeds: object, ...more: unknown[]): Promise<{ readonly [output: string]: OnnxTensor }>
  release(): Promise<void>
}

export interface OnnxTensor {
  readonly data: ArrayLike<number | bigint | string>
  readonly dims: readonly number[]
  readonly type: string
}

interface OnnxRuntime {
  InferenceSession: { create(model: string | Uint8Array, options?: object): Promise<OnnxSession> }
  Tensor: new (type: string, data: unknown, dims?: readonly number[]) => OnnxTensor
}

export class OnnxruntimeNodeIntegration extends InferenceAdapter {
  readonly #lazy: LazyModule<OnnxRuntime>
  #sessions = 0

  constructor(run: Run, { module, ...options }: OnnxruntimeNodeOptions = {}) {
    super('onnxruntime_node', run, options)
    if (module !== undefined && !('InferenceSession' in module))
      throw new InvalidArgumentError('module', module, "Pass the library: import * as ort from 'onnxruntime-node'.")
    this.#lazy = new LazyModule('onnxruntime-node', { purpose: 'The onnxruntime_node integration', module })
  }

  /** The library, loaded when it is first asked for. */
  get runtime(): OnnxRuntime {
    return this.#lazy.load()
  }

  /** `InferenceSession.create`, with the session watched. */
  async createSession(model: string | Uint8Array, options?: object): Promise<OnnxSession> {
    const session = await this.runtime.InferenceSession.create(model, options)
    const name = typeof model === 'string' ? basename(model).replace(/\.(?:onnx|ort)$/, '') : undefined
    return this.watch(session, name, options)
  }

  /** Hears every run of a session until the integration is finished. Returns the session. */
  watch<Session extends object>(
    session: Session,
    name: string = `session-${++this.#sessions}`,
    options: object = {},
  ): Session {
    if (typeof (session as Partial<OnnxSession>).run !== 'function')
      throw new InvalidArgumentError('session', session, 'Pass a session: await ort.InferenceSession.create(path).')
    const listener = this.listener as unknown as InferenceCallback
    listener.onModelLoaded(name, {
      inputs: valuesOf(session, 'input'),
      outputs: valuesOf(session, 'output'),
      options,
    })
    this.patches.patch<OnnxSession['run']>(
      session,
      'run',
      original =>
        (...args) =>
          this.hear({ name, kind: 'function', input: args[0] }, () =>
            original.apply(session as unknown as OnnxSession, args),
          ),
    )
    return session
  }
}

/** What goes in or comes out: by name its type and shape, as far as the version of the library tells. */
function valuesOf(session: object, side: 'input' | 'output'): object {
  const holder = asObject(session)
  const metadata = asList(holder[`${side}Metadata`]).map(asObject)
  if (metadata.length > 0)
    return Object.fromEntries(
      metadata.map(({ name, type, shape }) => [String(name), `${String(type)}[${asList(shape).join()}]`]),
    )
  return Object.fromEntries(asList(holder[`${side}Names`]).map(name => [String(name), 'unknown']))
}

export const definition: IntegrationDefinition = {
  framework: 'onnxruntime_node',
  mode: 'callback',
  package: 'onnxruntime-node',
  hooks: inferenceHooks,
  options: ['module', 'spans', 'content'],
  create: (run: Run, options: AdapterOptions) => new OnnxruntimeNodeIntegration(run, options),
}

export function initOnnxruntimeNode(options: InitOptions & OnnxruntimeNodeOptions = {}): OnnxruntimeNodeIntegration {
  registerIntegration(definition)
  return init('onnxruntime_node', options)
}
