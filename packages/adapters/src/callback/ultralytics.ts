import { basename, parse } from 'node:path'
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
import { CheckpointFiles } from '../files/checkpoint-files.ts'
import { hook, type ParameterKind } from '../hooks/hook.ts'
import { booleanOption } from '../hooks/options.ts'
import { plainParams } from '../text/plain-params.ts'
import { at, metricValues, scalarOf } from '../values/metric-values.ts'

export interface UltralyticsOptions {
  /** Log `best.pt` and `last.pt` at each save, not only when training ends. Default false. */
  checkpoints?: boolean
}

/** What is read of an Ultralytics trainer. Every member may be absent. */
export interface UltralyticsTrainer {
  args?: object
  epoch?: number
  epochs?: number
  metrics?: object
  /** `trainer.label_loss_items(trainer.tloss)`: `train/box_loss`, … */
  losses?: object
  /** `trainer.lr`: `lr/pg0`, … */
  lr?: object
  fitness?: unknown
  best_fitness?: unknown
  best?: string
  last?: string
  /** Paths of pictures: `trainer.plots` and `trainer.validator.plots`. */
  plots?: string[]
  /** `model_info_for_loggers(trainer)`: `model/parameters`, … */
  model_info?: object
}

/** What `getCallback()` returns: the events of Ultralytics. None of them throws. */
export interface UltralyticsCallback {
  onPretrainRoutineStart(trainer: UltralyticsTrainer): void
  onPretrainRoutineEnd(trainer: UltralyticsTrainer): void
  onTrainStart(trainer: UltralyticsTrainer): void
  onTrainEpochStart(trainer: UltralyticsTrainer): void
  onTrainBatchEnd(trainer: UltralyticsTrainer): void
  onTrainEpochEnd(trainer: UltralyticsTrainer): void
  onFitEpochEnd(trainer: UltralyticsTrainer): void
  onModelSave(trainer: UltralyticsTrainer): void
  onTrainEnd(trainer: UltralyticsTrainer): void
  onValEnd(validator: object): void
  onPredictEnd(predictor: object): void
  onExportEnd(exporter: object): void
  teardown(trainer?: UltralyticsTrainer): void
}

const TRAINER: Record<string, ParameterKind> = { trainer: 'object' }

const hooks: HookTable = {
  on_pretrain_routine_start: hook('onPretrainRoutineStart', 'Merges `args` into the config.', TRAINER),
  on_pretrain_routine_end: hook('onPretrainRoutineEnd', 'Logs `plots`: the pictures of the labels.', TRAINER),
  on_train_start: hook('onTrainStart', 'Merges `args` into the config.', TRAINER),
  on_train_epoch_start: hook('onTrainEpochStart', 'Remembers `epoch`.', TRAINER),
  on_train_batch_end: hook('onTrainBatchEnd', 'Is counted. Need not be forwarded.', TRAINER),
  on_train_epoch_end: hook(
    'onTrainEpochEnd',
    'Logs `losses` (`label_loss_items(tloss)`, such as `train/box_loss`) and `lr` (`lr/pg0`, …) at the step `epoch`, and `plots` of the first batches.',
    TRAINER,
  ),
  on_fit_epoch_end: hook(
    'onFitEpochEnd',
    'Logs `metrics` under their own names without parentheses (`metrics/mAP50B`), `fitness`, and `model_info` the first time. Ultralytics calls it once more with the best model at the end.',
    TRAINER,
  ),
  on_model_save: hook(
    'onModelSave',
    'With `checkpoints: true`, logs the files `best` and `last` that changed as versions of `checkpoint-<run id>`.',
    TRAINER,
  ),
  on_train_end: hook(
    'onTrainEnd',
    'Logs the `plots`, and the files `best` and `last` as versions of `checkpoint-<run id>`.',
    TRAINER,
  ),
  on_val_end: hook(
    'onValEnd',
    'Of a validation on its own: logs `metrics` (`results_dict`), `speed` (as `speed/<name>`) and `plots`.',
    { validator: 'object' },
  ),
  on_predict_end: hook('onPredictEnd', 'Logs the pictures in `plots`.', { predictor: 'object' }),
  on_export_end: hook('onExportEnd', 'Keeps `args` and `file` of the export in the config.', { exporter: 'object' }),
  teardown: hook('teardown', 'Waits until all is stored. The run stays open.', { trainer: 'object?' }),
}

export class UltralyticsIntegration extends CallbackAdapter<UltralyticsCallback> {
  readonly #files: CheckpointFiles
  readonly #everySave: boolean
  readonly #drawn = new Set<string>()
  #epoch = 0
  #modelKnown = false

  constructor(run: Run, options: UltralyticsOptions = {}) {
    super('ultralytics', hooks, run)
    this.#files = new CheckpointFiles(run)
    this.#everySave = booleanOption('checkpoints', options.checkpoints, false)
  }

  onPretrainRoutineStart({ args }: UltralyticsTrainer): void {
    if (args) this.run.updateConfig(plainParams(args) as object)
  }

  onPretrainRoutineEnd(trainer: UltralyticsTrainer): void {
    this.#logPlots(trainer)
  }

  onTrainStart(trainer: UltralyticsTrainer): void {
    this.onPretrainRoutineStart(trainer)
  }

  onTrainEpochStart({ epoch }: UltralyticsTrainer): void {
    this.#epoch = epoch ?? this.#epoch
  }

  onTrainBatchEnd(): void {}

  onTrainEpochEnd(trainer: UltralyticsTrainer): void {
    this.onTrainEpochStart(trainer)
    this.#log({ ...trainer.losses, ...trainer.lr })
    this.#logPlots(trainer)
  }

  onFitEpochEnd(trainer: UltralyticsTrainer): void {
    this.onTrainEpochStart(trainer)
    const fitness = scalarOf(trainer.fitness ?? null)
    this.#log({ ...trainer.metrics, ...(fitness !== null && { fitness }) })
    if (!this.#modelKnown && trainer.model_info) this.#log(trainer.model_info)
    this.#modelKnown ||= trainer.model_info !== undefined
  }

  onModelSave(trainer: UltralyticsTrainer): void {
    if (this.#everySave) this.#logFiles(trainer)
  }

  onTrainEnd(trainer: UltralyticsTrainer): void {
    this.#logPlots(trainer)
    this.#logFiles(trainer)
  }

  onValEnd(validator: object): void {
    const { metrics = {}, speed = {}, plots } = validator as { metrics?: object; speed?: object; plots?: string[] }
    this.#log({ ...metrics, ...Object.fromEntries(Object.entries(speed).map(([name, ms]) => [`speed/${name}`, ms])) })
    this.#logPlots({ ...(plots && { plots }) })
  }

  onPredictEnd(predictor: object): void {
    this.#logPlots(predictor)
  }

  onExportEnd(exporter: object): void {
    this.run.updateConfig({ export: plainParams(exporter) })
  }

  teardown(): Promise<void> {
    return this.run.flush()
  }

  #log(values: object): void {
    const renamed = Object.entries(values).map(([name, value]) => [name.replaceAll(/[()]/g, ''), value] as const)
    this.logPoints(metricValues(Object.fromEntries(renamed)), at(this.#epoch, this.#epoch))
  }

  // each picture once: Ultralytics keeps those that it drew in its list
  #logPlots({ plots = [] }: UltralyticsTrainer): void {
    for (const path of plots) {
      if (this.#drawn.has(path)) continue
      this.logMedia('image', `plots/${parse(path).name}`, path, { ...at(this.#epoch), caption: basename(path) })
      this.#drawn.add(path)
    }
  }

  #logFiles({ best, last, epoch, best_fitness: score }: UltralyticsTrainer): void {
    const metadata = { epoch: epoch ?? this.#epoch, ...((score ?? null) !== null && { best_fitness: scalarOf(score) }) }
    const files = [
      { path: last, aliases: ['last'] },
      { path: best, aliases: ['best'] },
    ]
    const given = files.filter((file): file is { path: string; aliases: string[] } => typeof file.path === 'string')
    this.#files.log(given.map(file => ({ ...file, metadata, step: this.#epoch })))
  }
}

export const definition: IntegrationDefinition = {
  framework: 'ultralytics',
  mode: 'callback',
  package: 'ultralytics',
  hooks,
  options: ['checkpoints'],
  create: (run: Run, options: AdapterOptions) => new UltralyticsIntegration(run, options),
}

export function initUltralytics(options: InitOptions & UltralyticsOptions = {}): UltralyticsIntegration {
  registerIntegration(definition)
  return init('ultralytics', options)
}
