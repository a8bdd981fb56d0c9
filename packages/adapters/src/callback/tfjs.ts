import {
  CallbackAdapter,
  checkObject,
  checkStep,
  init,
  InvalidArgumentError,
  LazyModule,
  registerIntegration,
  type HookTable,
  type InitOptions,
  type IntegrationDefinition,
  type AdapterOptions,
  type Run,
} from '@seetrain/core'
import { plainParams } from '../text/plain-params.ts'
import { CheckpointPlan } from '../tfjs/checkpoint-plan.ts'
import {
  chain,
  describeModel,
  readNumbers,
  summaryOf,
  type Logs,
  type Model,
  type TensorFlow,
  type TfjsCallback,
  type YieldEvery,
} from '../tfjs/library.ts'
import { MemoryWatch } from '../tfjs/memory-watch.ts'
import { modelHandler, type IOHandler, type ModelVersion } from '../tfjs/model-handler.ts'

export type { TfjsCallback }

export interface TfjsOptions {
  /** Your own `import * as tf from '@tensorflow/tfjs'` (or tfjs-node), when it is not the installed `@tensorflow/tfjs`. */
  module?: object
  /** Log batch metrics every this many batches; 0 for none. Default 1. Reading a scalar is slow on WebGL: use more there. */
  batchEvery?: number
  /** Log tensors and bytes in memory, and alert when tensors pile up epoch after epoch. Default true. */
  memory?: boolean
  /** As in `model.fit`: how often the event loop gets a turn. Default 'auto'. */
  yieldEvery?: YieldEvery
}

export interface CheckpointOptions {
  /** Save after every this many epochs. Default 1; 0 saves only improvements of the monitored metric. */
  every?: number
  /** A metric of the epoch, such as `val_loss`: the best version gets the alias `best`. */
  monitor?: string
  /** Default: `max` for accuracies, else `min`. */
  mode?: 'min' | 'max'
  /** Name of the artifact. Default: `model-<run id>`. */
  name?: string
  includeOptimizer?: boolean
  /** The model to save. Default: the one in training; pass a Sequential to keep it saved as Sequential. */
  model?: object
}

const parseBatch = ([batch, logs]: unknown[]) => [checkStep('batch', batch), checkObject('logs', logs ?? {})]
const parseEpoch = ([epoch, logs]: unknown[]) => [checkStep('epoch', epoch), checkObject('logs', logs ?? {})]

const hooks: HookTable = {
  setParams: { method: 'setParams', parse: ([params]) => [checkObject('params', params)] },
  setModel: { method: 'setModel', parse: ([model]) => [checkObject('model', model)] },
  onTrainBegin: { method: 'onTrainBegin' },
  onTrainEnd: { method: 'onTrainEnd' },
  onEpochBegin: { method: 'onEpochBegin', parse: parseEpoch },
  onEpochEnd: { method: 'onEpochEnd', parse: parseEpoch },
  onBatchEnd: { method: 'onBatchEnd', parse: parseBatch },
  onYield: { method: 'onYield' },
}

export class TfjsIntegration extends CallbackAdapter<TfjsCallback> {
  readonly #options: TfjsOptions
  readonly #lazy: LazyModule<TensorFlow>
  #tensorFlow: TensorFlow | undefined
  #callback: TfjsCallback | undefined
  #params: object = {}
  #model: Model | undefined
  #batches = 0
  #epoch = 0
  #checkpoint: { plan: CheckpointPlan; options: CheckpointOptions } | undefined
  readonly #memory: MemoryWatch

  constructor(run: Run, options: TfjsOptions = {}, library = lazyLibrary(checkOptions(options))) {
    super('tfjs', hooks, run)
    this.#options = options
    this.#memory = new MemoryWatch(run)
    this.#lazy = library
  }

  /** A real TensorFlow.js callback; a plain object with the same methods when no copy of TensorFlow.js is found. */
  override getCallback(): TfjsCallback {
    this.#callback ??= this.#makeCallback(this.listener as unknown as TfjsCallback)
    return this.#callback
  }

  /** Ours and yours as one list. TensorFlow.js itself takes either plain objects or its own callbacks, not both. */
  callbacks(...others: object[]): TfjsCallback[] {
    const ours = this.getCallback()
    const tensorFlow = this.#tensorFlow
    const wrap = (other: object) =>
      tensorFlow && !('setParams' in other)
        ? new tensorFlow.CustomCallback(other, this.#options.yieldEvery)
        : (other as TfjsCallback)
    return [ours, ...others.map(wrap)]
  }

  /** Saves the model after epochs, as versions of one artifact whose aliases `last` and `best` move. */
  checkpoint(options: CheckpointOptions = {}): this {
    this.#checkpoint = {
      plan: new CheckpointPlan({ every: options.every ?? 1, monitor: options.monitor, mode: options.mode }),
      options,
    }
    return this
  }

  /** For `model.save(…)`: stores the model as an artifact version. For `tf.loadLayersModel(…)`: loads the version `name`. */
  modelHandler(version: ModelVersion | string): IOHandler {
    return modelHandler(this.run, typeof version === 'string' ? { name: version } : version)
  }

  setParams(params: object): void {
    this.#params = params
  }

  setModel(model: object): void {
    this.#model = model as Model
  }

  onTrainBegin(): void {
    const model = this.#model
    this.run.updateConfig({
      tfjs: { ...this.#describeLibrary(), fit: plainParams(this.#params), ...(model && describeModel(model)) },
    })
    if (model) this.logMedia('text', 'model/summary', summaryOf(model))
  }

  onTrainEnd(): void {
    this.#logMemory()
  }

  onEpochBegin(epoch: number): void {
    this.#epoch = epoch
  }

  onEpochEnd(epoch: number, logs: Logs): void | Promise<void> {
    const metrics = readNumbers(logs)
    const learningRate = this.#model?.optimizer?.learningRate
    const rate = typeof learningRate === 'number' ? { learning_rate: learningRate } : {}
    this.logPoints({ ...metrics, ...rate }, { step: epoch, epoch })
    const tensors = this.#logMemory()
    if (tensors !== undefined) this.#memory.epochEnd(tensors)
    return this.#saveCheckpoint(epoch, metrics)
  }

  onBatchEnd(_batch: number, { batch: _, size: __, ...logs }: Logs): void {
    const step = this.#batches++
    const every = this.#options.batchEvery ?? 1
    // TensorFlow.js disposes of these scalars as soon as this returns, so they are read here
    if (every > 0 && step % every === 0) this.logPoints({ batch: readNumbers(logs) }, { step, epoch: this.#epoch })
  }

  onYield(): void {
    this.#logMemory()
  }

  #makeCallback(listener: TfjsCallback): TfjsCallback {
    const tensorFlow = this.guard('getCallback', () => this.#lazy.load())
    if (!tensorFlow) return listener
    this.#tensorFlow = tensorFlow
    const { yieldEvery = 'auto' } = this.#options
    // a CustomCallback gives the event loop its turns; a bare callback would starve timers while training runs
    const native = new tensorFlow.CustomCallback(
      yieldEvery === 'never' ? {} : { onYield: listener.onYield },
      yieldEvery,
    )
    for (const name of Object.keys(hooks) as (keyof TfjsCallback)[])
      chain(native, name, listener[name] as (...args: unknown[]) => unknown)
    return native
  }

  #describeLibrary(): object {
    return this.#tensorFlow ? { version: this.#tensorFlow.version.tfjs, backend: this.#tensorFlow.getBackend() } : {}
  }

  #logMemory(): number | undefined {
    if (!this.#tensorFlow || this.#options.memory === false) return undefined
    const { numTensors, numBytes } = this.#tensorFlow.memory()
    this.logPoints({ memory: { tensors: numTensors, bytes: numBytes } }, { step: this.#batches, epoch: this.#epoch })
    return numTensors
  }

  #saveCheckpoint(epoch: number, metrics: { [name: string]: number }): Promise<void> | undefined {
    const { plan, options } = this.#checkpoint ?? {}
    const model = (options?.model as Model | undefined) ?? this.#model
    const aliases = model && plan?.aliases(epoch, metrics)
    if (!options || !aliases) return undefined
    const name = options.name ?? `model-${this.run.id}`
    const handler = this.modelHandler({
      name,
      type: 'checkpoint',
      aliases,
      step: epoch,
      metadata: { epoch, ...metrics },
    })
    return model.save(handler, { includeOptimizer: options.includeOptimizer === true }).then(() => undefined)
  }
}

function lazyLibrary({ module }: TfjsOptions): LazyModule<TensorFlow> {
  return new LazyModule('@tensorflow/tfjs', { purpose: 'The tfjs integration', module })
}

function checkOptions(options: TfjsOptions): TfjsOptions {
  const { batchEvery, module } = options
  if (batchEvery !== undefined && !(Number.isSafeInteger(batchEvery) && batchEvery >= 0)) {
    throw new InvalidArgumentError('batchEvery', batchEvery, 'Pass a whole number of batches; 0 for no batch metrics.')
  }
  if (module !== undefined && !('CustomCallback' in module)) {
    throw new InvalidArgumentError('module', module, "Pass the whole library: import * as tf from '@tensorflow/tfjs'.")
  }
  return options
}

export const definition: IntegrationDefinition = {
  framework: 'tfjs',
  mode: 'callback',
  package: '@tensorflow/tfjs',
  hooks,
  options: ['module', 'batchEvery', 'memory', 'yieldEvery'],
  create: (run: Run, options: AdapterOptions) => new TfjsIntegration(run, options),
}

export function initTfjs(options: InitOptions & TfjsOptions = {}): TfjsIntegration {
  registerIntegration(definition)
  return init('tfjs', options)
}
