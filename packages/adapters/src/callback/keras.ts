import {
  CallbackAdapter,
  init,
  registerIntegration,
  type AdapterOptions,
  type HookTable,
  type InitOptions,
  type IntegrationDefinition,
  type Run,
} from '@seetrain/core'
import { hook } from '../hooks/hook.ts'
import { wholeOption } from '../hooks/options.ts'
import { modelText } from '../text/model-text.ts'
import { plainParams } from '../text/plain-params.ts'
import { at, metricValues } from '../values/metric-values.ts'

export interface KerasOptions {
  /** Log batch metrics every this many batches; 0 for none. Default 1. */
  batchEvery?: number
}

/** What `getCallback()` returns: the methods of a Keras `Callback`. None of them throws. */
export interface KerasCallback {
  setParams(params: object): void
  setModel(model: object): void
  onTrainBegin(logs?: object): void
  onTrainEnd(logs?: object): void
  onEpochBegin(epoch: number, logs?: object): void
  onEpochEnd(epoch: number, logs?: object, learningRate?: unknown): void
  onTrainBatchBegin(batch: number, logs?: object): void
  onTrainBatchEnd(batch: number, logs?: object): void
  onTestBegin(logs?: object): void
  onTestEnd(logs?: object): void
  onTestBatchBegin(batch: number, logs?: object): void
  onTestBatchEnd(batch: number, logs?: object): void
  onPredictBegin(logs?: object): void
  onPredictEnd(logs?: object): void
  onPredictBatchBegin(batch: number, logs?: object): void
  onPredictBatchEnd(batch: number, logs?: object): void
}

const LOGS = { logs: 'object?' } as const
const BATCH = { batch: 'step', ...LOGS } as const
const EPOCH = { epoch: 'step', ...LOGS } as const

const hooks: HookTable = {
  set_params: hook('setParams', 'Keeps `epochs`, `steps`, `verbose` for the config.', { params: 'object' }),
  set_model: hook(
    'setModel',
    'Merges facts of the model into the config, and keeps its `summary` as the text `model/summary`. `model`: `name`, `summary`, `optimizer` (its `get_config()`), `loss`, `parameters`, `trainable_parameters`.',
    { model: 'object' },
  ),
  on_train_begin: hook('onTrainBegin', 'Merges the parameters of the fit into the config.', LOGS),
  on_train_end: hook('onTrainEnd', 'Marks the end of training.', LOGS),
  on_epoch_begin: hook('onEpochBegin', 'Remembers the epoch for the points of its batches.', EPOCH),
  on_epoch_end: hook(
    'onEpochEnd',
    "Logs the epoch's metrics under their own names (`loss`, `val_loss`, …) at the step `epoch`, and the learning rate.",
    { ...EPOCH, learning_rate: 'value?' },
  ),
  on_train_batch_begin: hook('onTrainBatchBegin', 'Is counted.', BATCH),
  on_train_batch_end: hook(
    'onTrainBatchEnd',
    'Logs the metrics as `batch/<name>`. Steps count batches over all epochs.',
    BATCH,
  ),
  on_test_begin: hook('onTestBegin', 'Is counted.', LOGS),
  on_test_end: hook(
    'onTestEnd',
    'Outside of training (`model.evaluate`) logs the metrics as `test/<name>`; within, the epoch has them as `val_<name>`.',
    LOGS,
  ),
  on_test_batch_begin: hook('onTestBatchBegin', 'Is counted.', BATCH),
  on_test_batch_end: hook('onTestBatchEnd', 'Is counted.', BATCH),
  on_predict_begin: hook('onPredictBegin', 'Is counted.', LOGS),
  on_predict_end: hook('onPredictEnd', 'Is counted.', LOGS),
  on_predict_batch_begin: hook('onPredictBatchBegin', 'Is counted.', BATCH),
  on_predict_batch_end: hook('onPredictBatchEnd', 'Is counted.', BATCH),
}

export class KerasIntegration extends CallbackAdapter<KerasCallback> {
  readonly #batchEvery: number
  #params: object = {}
  #batches = 0
  #epoch = 0
  #training = false

  constructor(run: Run, options: KerasOptions = {}) {
    super('keras', hooks, run)
    this.#batchEvery = wholeOption('batchEvery', options.batchEvery, 1)
  }

  setParams(params: object): void {
    this.#params = params
  }

  setModel(model: object): void {
    const { summary, ...facts } = model as { summary?: unknown }
    this.run.updateConfig({ keras: { model: plainParams(facts) } })
    if (summary !== undefined) this.logMedia('text', 'model/summary', modelText(summary))
  }

  onTrainBegin(): void {
    this.#training = true
    this.run.updateConfig({ keras: { fit: plainParams(this.#params) } })
  }

  onTrainEnd(): void {
    this.#training = false
  }

  onEpochBegin(epoch: number): void {
    this.#epoch = epoch
  }

  onEpochEnd(epoch: number, logs: object = {}, learningRate?: unknown): void {
    const rate = learningRate === undefined ? {} : { learning_rate: learningRate }
    this.logPoints(metricValues({ ...logs, ...rate }), at(epoch, epoch))
  }

  onTrainBatchBegin(): void {}

  onTrainBatchEnd(_batch: number, logs: object = {}): void {
    const step = this.#batches++
    if (this.#batchEvery > 0 && step % this.#batchEvery === 0)
      this.logPoints({ batch: metricValues(logs) }, at(step, this.#epoch))
  }

  onTestBegin(): void {}

  onTestEnd(logs: object = {}): void {
    if (!this.#training) this.logPoints({ test: metricValues(logs) }, at(this.#epoch, this.#epoch))
  }

  onTestBatchBegin(): void {}
  onTestBatchEnd(): void {}
  onPredictBegin(): void {}
  onPredictEnd(): void {}
  onPredictBatchBegin(): void {}
  onPredictBatchEnd(): void {}
}

export const definition: IntegrationDefinition = {
  framework: 'keras',
  mode: 'callback',
  package: 'keras',
  hooks,
  options: ['batchEvery'],
  create: (run: Run, options: AdapterOptions) => new KerasIntegration(run, options),
}

export function initKeras(options: InitOptions & KerasOptions = {}): KerasIntegration {
  registerIntegration(definition)
  return init('keras', options)
}
