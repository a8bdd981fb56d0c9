import {
  CallbackAdapter,
  init,
  registerIntegration,
  type HookTable,
  type InitOptions,
  type IntegrationDefinition,
  type Run,
} from '@seetrain/core'
import { CheckpointFiles } from '../files/checkpoint-files.ts'
import { hook } from '../hooks/hook.ts'
import { plainParams } from '../text/plain-params.ts'
import { at, metricValues } from '../values/metric-values.ts'

/** What `getCallback()` returns: the events of a fastai `Callback`. None of them throws. */
export interface FastaiCallback {
  beforeFit(learner: object): void
  /** Once per training batch: `train_loss` is the smoothed loss, as in fastai's own table. */
  afterBatch(batch: FastaiBatch): void
  /** The columns of fastai's table; `valid_loss` and the metrics are logged. */
  afterEpoch(epoch: number, names: string[], values: unknown[]): void
  afterFit(): void
  saveModel(path: string, isBest?: boolean): void
}

export interface FastaiBatch {
  epoch?: number
  loss?: unknown
  smooth_loss?: unknown
  /** One object per parameter group: `lr`, `mom`, … */
  hypers?: object[]
}

const hooks: HookTable = {
  before_fit: hook('beforeFit', 'Merges facts of the Learner (`gather_args()`) into the config.', {
    learner: 'object',
  }),
  after_batch: hook(
    'afterBatch',
    'Logs `train_loss` (the smoothed one), `raw_loss` and the hyperparameters of each group as `lr_0`, `mom_0`, … Steps count batches from 1 over all fits, as `train_iter` does. `batch`: `epoch`, `loss`, `smooth_loss`, `hypers`. For training batches alone.',
    { batch: 'object' },
  ),
  after_epoch: hook(
    'afterEpoch',
    "Logs the columns of the Recorder (`metric_names`, `log`) at the step of the batches, without `epoch`, `time` and the training loss, which the batches have. fastai's epochs start at 0 in each fit.",
    { epoch: 'step', names: 'list', values: 'list' },
  ),
  after_fit: hook('afterFit', 'Waits until all is stored. The run stays open for the next fit.'),
  save_model: hook('saveModel', 'Logs a saved model as a version of `checkpoint-<run id>`, with `best` where it is.', {
    path: 'name',
    is_best: 'boolean?',
  }),
}

const OF_THE_BATCHES = new Set(['epoch', 'time', 'train_loss'])

export class FastaiIntegration extends CallbackAdapter<FastaiCallback> {
  readonly #checkpoints: CheckpointFiles
  #batches = 0

  constructor(run: Run) {
    super('fastai', hooks, run)
    this.#checkpoints = new CheckpointFiles(run)
  }

  beforeFit(learner: object): void {
    this.run.updateConfig(plainParams(learner) as object)
  }

  afterBatch({ epoch, loss, smooth_loss: smooth, hypers = [] }: FastaiBatch): void {
    const values: Record<string, unknown> = { train_loss: smooth, raw_loss: loss }
    for (const [group, hyper] of hypers.entries())
      for (const [name, value] of Object.entries(hyper)) values[`${name}_${group}`] = value
    const given = Object.fromEntries(Object.entries(values).filter(([, value]) => (value ?? null) !== null))
    this.logPoints(metricValues(given), at(++this.#batches, epoch))
  }

  afterEpoch(epoch: number, names: string[], values: unknown[]): void {
    const columns = names.map((name, index) => [name, values[index]] as const)
    const kept = columns.filter(([name, value]) => !OF_THE_BATCHES.has(name) && (value ?? null) !== null)
    this.logPoints(metricValues(Object.fromEntries(kept)), at(this.#batches, epoch))
  }

  afterFit(): Promise<void> {
    return this.run.flush()
  }

  saveModel(path: string, isBest = false): void {
    this.#checkpoints.log([{ path, aliases: isBest ? ['best', 'last'] : ['last'], step: this.#batches }])
  }
}

export const definition: IntegrationDefinition = {
  framework: 'fastai',
  mode: 'callback',
  package: 'fastai',
  hooks,
  create: run => new FastaiIntegration(run),
}

export function initFastai(options: InitOptions = {}): FastaiIntegration {
  registerIntegration(definition)
  return init('fastai', options)
}
