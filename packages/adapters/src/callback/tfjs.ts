import {
  CallbackAdapter,
  init,
  LazyModule,
  registerIntegration,
  type InitOptions,
  type IntegrationDefinition,
  type AdapterOptions,
  type Run,
} from '@seetrain/core'
import { plainParams } from '../text/plain-params.ts'
import { ModelCheckpoints, type CheckpointOptions } from '../tfjs/model-checkpoints.ts'
import { isEarlyStopping, stoppingState, type EarlyStopping } from '../tfjs/early-stopping.ts'
import { hooks } from '../tfjs/hooks.ts'
import {
  chain,
  describeModel,
  readNumbers,
  summaryOf,
  type Logs,
  type Model,
  type TensorFlow,
  type TfjsCallback,
} from '../tfjs/library.ts'
import { MemoryWatch } from '../tfjs/memory-watch.ts'
import { modelHandler, type IOHandler, type ModelVersion } from '../tfjs/model-handler.ts'
import { checkTfjsOptions, TFJS_OPTIONS, type TfjsOptions } from '../tfjs/options.ts'
import { TensorWatch } from '../tfjs/tensor-watch.ts'
import { ValidationSamples, type SampleOptions } from '../tfjs/validation-samples.ts'

export type { CheckpointOptions, SampleOptions, TfjsCallback, TfjsOptions }

/** For adapters of other builds of the same library. */
export interface TfjsBuild {
  framework?: string
  library?: LazyModule<TensorFlow>
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
  #checkpoints: ModelCheckpoints | undefined
  #samples: ValidationSamples | undefined
  readonly #memory: MemoryWatch
  readonly #tensors: TensorWatch

  constructor(run: Run, options: TfjsOptions = {}, { framework = 'tfjs', library }: TfjsBuild = {}) {
    super(framework, hooks, run)
    this.#options = checkTfjsOptions(options)
    this.#memory = new MemoryWatch(run)
    this.#lazy = library ?? lazyLibrary('@tensorflow/tfjs', framework, options.module)
    const place = () => ({ step: this.#batches, epoch: this.#epoch })
    this.#tensors = new TensorWatch({
      histogram: (key, values) => this.logMedia('histogram', key, values, place()),
      norm: (key, norm) => this.logPoints({ [key]: norm }, place()),
      guard: (where, work) => this.guard(where, work),
    })
  }

  /** The library, loaded when it is first asked for. */
  get tensorFlow(): TensorFlow {
    return this.#lazy.load()
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
    return [ours, ...others.map(wrap), ...this.#stoppingWatch(others.filter(isEarlyStopping))]
  }

  /** Asks the model for the same samples after epochs: a table of its answers, and pictures when the inputs are some. */
  samples(options: SampleOptions): this {
    this.#samples = new ValidationSamples(options)
    return this
  }

  /** Saves the model after epochs, as versions of one artifact whose aliases `last` and `best` move. */
  checkpoint(options: CheckpointOptions = {}): this {
    this.#checkpoints = new ModelCheckpoints(this.run, options)
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
      [this.framework]: {
        ...this.#describeLibrary(),
        fit: plainParams(this.#params),
        ...(model && describeModel(model)),
      },
    })
    if (model) this.logMedia('text', 'model/summary', summaryOf(model))
    const { gradientsEvery = 0 } = this.#options
    if (model && gradientsEvery > 0) this.#tensors.watchGradients(model, () => this.#batches % gradientsEvery === 0)
  }

  onTrainEnd(): void {
    this.#tensors.stop()
    this.#logMemory()
  }

  onEpochBegin(epoch: number): void {
    this.#epoch = epoch
  }

  onEpochEnd(epoch: number, logs: Logs = {}): void | Promise<void> {
    const metrics = readNumbers(logs)
    const learningRate = this.#model?.optimizer?.learningRate
    const rate = typeof learningRate === 'number' ? { learning_rate: learningRate } : {}
    this.logPoints({ ...metrics, ...rate }, { step: epoch, epoch })
    const tensors = this.#logMemory()
    if (tensors !== undefined) this.#memory.epochEnd(tensors)
    this.#lookInside(epoch)
    return this.#checkpoints?.epochEnd(epoch, metrics, this.#model)
  }

  /** How near early stopping is, and what it stopped. */
  onEarlyStopping(epoch: number, { monitor, patience, wait, best, stoppedEpoch }: EarlyStopping): void {
    this.logPoints({ early_stopping: { wait, best } }, { step: epoch, epoch })
    if (!(stoppedEpoch > 0)) return
    this.run.updateConfig({
      [this.framework]: { early_stopping: { monitor, patience, best, stopped_epoch: stoppedEpoch } },
    })
  }

  onBatchEnd(_batch: number, { batch: _, size: __, ...logs }: Logs = {}): void {
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

  #lookInside(epoch: number): void {
    const model = this.#model
    const { weightsEvery = 0 } = this.#options
    if (model && weightsEvery > 0 && (epoch + 1) % weightsEvery === 0)
      this.guard('weights', () => this.#tensors.weights(model))
    if (model && this.#samples)
      this.guard('samples', () =>
        this.#samples?.epochEnd(model, epoch, (type, key, value, options) => this.logMedia(type, key, value, options)),
      )
  }

  /** Comes after them in the list, so that their state is of the same epoch. */
  #stoppingWatch(stoppings: EarlyStopping[]): TfjsCallback[] {
    const tensorFlow = this.#tensorFlow
    if (!tensorFlow || stoppings.length === 0) return []
    const tell = this.listener['onEarlyStopping']
    const onEpochEnd = async (epoch: number) => stoppings.forEach(one => tell?.(epoch, stoppingState(one)))
    return [new tensorFlow.CustomCallback({ onEpochEnd }, 'never')]
  }

  #logMemory(): number | undefined {
    if (!this.#tensorFlow || this.#options.memory === false) return undefined
    const { numTensors, numBytes } = this.#tensorFlow.memory()
    this.logPoints({ memory: { tensors: numTensors, bytes: numBytes } }, { step: this.#batches, epoch: this.#epoch })
    return numTensors
  }
}

function lazyLibrary(name: string, framework: string, module: object | undefined): LazyModule<TensorFlow> {
  return new LazyModule(name, { purpose: `The ${framework} integration`, module })
}

export const definition: IntegrationDefinition = {
  framework: 'tfjs',
  mode: 'callback',
  package: '@tensorflow/tfjs',
  hooks,
  options: TFJS_OPTIONS,
  create: (run: Run, options: AdapterOptions) => new TfjsIntegration(run, options),
}

export function initTfjs(options: InitOptions & TfjsOptions = {}): TfjsIntegration {
  registerIntegration(definition)
  return init('tfjs', options)
}
