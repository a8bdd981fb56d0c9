import {
  Artifact,
  CallbackAdapter,
  init,
  InvalidArgumentError,
  PatchBook,
  registerIntegration,
  type AdapterOptions,
  type FinishOptions,
  type HookTable,
  type InitOptions,
  type IntegrationDefinition,
  type Run,
} from '@seetrain/core'
import { hook } from '../hooks/hook.ts'
import { plainParams } from '../text/plain-params.ts'

export interface BrainJsOptions {
  /** Log the error every this many iterations, unless your training options say. Default 10, as in brain.js. */
  every?: number
  /** Keep the trained network (`toJSON()`) as a version of the artifact `model-<run id>`. Default false. */
  saveModel?: boolean
}

export interface BrainJsStatus {
  iterations: number
  error: number
}

/** What `getCallback()` returns: `callback` is what the training options of brain.js take. None of them throws. */
export interface BrainJsCallback {
  onTrainBegin(network: object): void
  callback(status: BrainJsStatus): void
  onTrainEnd(status: BrainJsStatus, model?: object): void
}

interface Network {
  train(data: unknown, options?: TrainOptions): BrainJsStatus
  trainAsync?(data: unknown, options?: TrainOptions): Promise<BrainJsStatus>
  toJSON(): object
}

interface TrainOptions {
  callback?: unknown
  callbackPeriod?: unknown
  [option: string]: unknown
}

const hooks: HookTable = {
  train_begin: hook('onTrainBegin', 'Keeps facts of the network as `brain_js` in the config.', { network: 'object' }),
  callback: hook('callback', 'Logs `error` at the step `iterations`.', { status: 'object' }),
  train_end: hook('onTrainEnd', 'Logs the last `error`; keeps the network when that is asked for.', {
    status: 'object',
    model: 'object?',
  }),
}

export class BrainJsIntegration extends CallbackAdapter<BrainJsCallback> {
  readonly #every: number
  readonly #savesModel: boolean
  readonly #patches = new PatchBook()
  #lastStep = -1

  constructor(run: Run, { every = 10, saveModel = false }: BrainJsOptions = {}) {
    super('brain_js', hooks, run)
    if (!Number.isSafeInteger(every) || every < 1)
      throw new InvalidArgumentError('every', every, 'Pass a whole number of iterations, 1 or more.')
    this.#every = every
    this.#savesModel = saveModel
  }

  /** Hears every training of this network until the integration is finished. Returns the network. */
  watch<N extends object>(network: N): N {
    const { train, trainAsync } = network as Partial<Network>
    if (typeof train !== 'function')
      throw new InvalidArgumentError('network', network, 'Pass a network of brain.js: new brain.NeuralNetwork().')
    this.#patches.patch<Network['train']>(network, 'train', original =>
      this.#heard(network as unknown as Network, original),
    )
    if (typeof trainAsync === 'function')
      this.#patches.patch<NonNullable<Network['trainAsync']>>(network, 'trainAsync', original =>
        this.#heard(network as unknown as Network, original),
      )
    return network
  }

  override finish(outcome?: FinishOptions): Promise<void> {
    this.#patches.restore()
    return super.finish(outcome)
  }

  onTrainBegin(network: object): void {
    this.#lastStep = -1
    this.run.updateConfig({ brain_js: plainParams(network) })
  }

  callback({ iterations, error }: BrainJsStatus): void {
    this.#lastStep = iterations
    this.logPoints({ error }, { step: iterations })
  }

  onTrainEnd(status: BrainJsStatus, model?: object): void {
    if (status.iterations !== this.#lastStep) this.callback(status)
    if (model === undefined) return
    const artifact = new Artifact(`model-${this.run.id}`, 'model', { metadata: { ...status } })
    this.run.logArtifact(artifact.addObject(model, 'network.json'), { step: status.iterations })
  }

  #heard<Result>(network: Network, original: (data: unknown, options?: TrainOptions) => Result) {
    const listener = this.listener as unknown as BrainJsCallback
    return (data: unknown, options: TrainOptions = {}): Result => {
      listener.onTrainBegin({ network: network.constructor.name, train: options })
      try {
        const result = original.call(network, data, this.#trainOptions(options, listener))
        const ended = (status: BrainJsStatus) => listener.onTrainEnd(status, this.#modelOf(network))
        if (result instanceof Promise) result.then(ended, (error: unknown) => this.#failedTraining(error))
        else ended(result as BrainJsStatus)
        return result
      } catch (error) {
        this.#failedTraining(error)
        throw error
      }
    }
  }

  #modelOf(network: Network): object | undefined {
    return this.#savesModel ? this.guard('toJSON', () => network.toJSON()) : undefined
  }

  /** A callback of the user's own keeps its period, and ours is called before it. */
  #trainOptions(options: TrainOptions, listener: BrainJsCallback): TrainOptions {
    const { callback: own } = options
    if (typeof own !== 'function')
      return { ...options, callback: listener.callback, callbackPeriod: options.callbackPeriod ?? this.#every }
    const both = (status: BrainJsStatus) => {
      listener.callback(status)
      own(status)
    }
    return { ...options, callback: both }
  }

  #failedTraining(error: unknown): void {
    this.setOutcome({ state: 'failed', error })
  }
}

export const definition: IntegrationDefinition = {
  framework: 'brain_js',
  mode: 'callback',
  package: 'brain.js',
  hooks,
  options: ['every', 'saveModel'],
  create: (run: Run, options: AdapterOptions) => new BrainJsIntegration(run, options),
}

export function initBrainJs(options: InitOptions & BrainJsOptions = {}): BrainJsIntegration {
  registerIntegration(definition)
  return init('brain_js', options)
}
