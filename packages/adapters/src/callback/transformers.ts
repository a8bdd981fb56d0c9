import { basename, join } from 'node:path'
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
import { hook } from '../hooks/hook.ts'
import { booleanOption } from '../hooks/options.ts'
import { plainParams } from '../text/plain-params.ts'
import { at, metricValues } from '../values/metric-values.ts'

export interface TransformersOptions {
  /** Log each saved checkpoint folder as an artifact version. Default true. */
  checkpoints?: boolean
}

/** What is read of a `TrainerState`. */
export interface TrainerState {
  global_step?: number
  epoch?: number | null
  best_model_checkpoint?: string | null
  [member: string]: unknown
}

/** What `getCallback()` returns: the events of a `TrainerCallback`, with what matters of their arguments. None of them throws. */
export interface TransformersCallback {
  onInitEnd(args: object, state?: TrainerState): void
  onTrainBegin(args: object, state: TrainerState, model?: object): void
  onTrainEnd(state: TrainerState): void
  onEpochBegin(state: TrainerState): void
  onEpochEnd(state: TrainerState): void
  onStepBegin(state: TrainerState): void
  onStepEnd(state: TrainerState): void
  onLog(state: TrainerState, logs: object): void
  onEvaluate(state: TrainerState, metrics: object): void
  onPredict(state: TrainerState, metrics: object): void
  /** `checkpoint` is the folder that was saved; without it `<output_dir>/checkpoint-<step>`. */
  onSave(state: TrainerState, checkpoint?: string): void
}

const STATE = { state: 'object' } as const

const hooks: HookTable = {
  on_init_end: hook('onInitEnd', 'Merges the training arguments (`args.to_dict()`) into the config.', {
    args: 'object',
    state: 'object?',
  }),
  on_train_begin: hook(
    'onTrainBegin',
    'Merges the arguments and, below `model`, the configuration of the model (`model.config.to_dict()`, and `parameters`: how many) into the config.',
    { args: 'object', ...STATE, model: 'object?' },
  ),
  on_train_end: hook('onTrainEnd', 'Keeps the best metric and the total of operations in the config.', STATE),
  on_epoch_begin: hook('onEpochBegin', 'Is counted.', STATE),
  on_epoch_end: hook('onEpochEnd', 'Is counted.', STATE),
  on_step_begin: hook('onStepBegin', 'Is counted. Need not be forwarded.', STATE),
  on_step_end: hook('onStepEnd', 'Is counted. Need not be forwarded.', STATE),
  on_log: hook(
    'onLog',
    'Logs at the step `global_step`: `eval_x` becomes `eval/x`, `test_x` becomes `test/x`, every other `x` becomes `train/x`. `epoch` is the epoch of the points. `state`: `global_step`, `epoch`.',
    { ...STATE, logs: 'object' },
  ),
  on_evaluate: hook(
    'onEvaluate',
    'Logs the metrics that `on_log` did not bring at this step already: a Trainer tells each twice.',
    { ...STATE, metrics: 'object' },
  ),
  on_predict: hook('onPredict', 'Logs the metrics as `on_log` does.', { ...STATE, metrics: 'object' }),
  on_save: hook(
    'onSave',
    'Logs the folder as a version of `checkpoint-<run id>`, with `last`, and `best` when it is the `best_model_checkpoint` of the state. Without `checkpoint` it is `<output_dir>/checkpoint-<global_step>`.',
    { ...STATE, checkpoint: 'name?' },
  ),
}

export class TransformersIntegration extends CallbackAdapter<TransformersCallback> {
  readonly #checkpoints: CheckpointFiles | undefined
  #outputFolder = ''
  /** Names that were logged at the present step. */
  readonly #logged = { step: NaN, names: new Set<string>() }

  constructor(run: Run, options: TransformersOptions = {}) {
    super('transformers', hooks, run)
    if (booleanOption('checkpoints', options.checkpoints, true)) this.#checkpoints = new CheckpointFiles(run)
  }

  onInitEnd(args: object): void {
    const { output_dir: folder } = args as { output_dir?: unknown }
    if (typeof folder === 'string') this.#outputFolder = folder
    this.run.updateConfig(plainParams(args) as object)
  }

  onTrainBegin(args: object, _state: TrainerState, model?: object): void {
    this.onInitEnd(args)
    if (model) this.run.updateConfig({ model: plainParams(model) })
  }

  onTrainEnd({ best_metric: metric, best_model_checkpoint: checkpoint, total_flos: operations }: TrainerState): void {
    const known = Object.entries({ best_metric: metric, best_model_checkpoint: checkpoint, total_flos: operations })
    const facts = metricValues(Object.fromEntries(known.filter(([, value]) => (value ?? null) !== null)))
    if (Object.keys(facts).length > 0) this.run.updateConfig({ trainer_state: facts })
  }

  onEpochBegin(): void {}
  onEpochEnd(): void {}
  onStepBegin(): void {}
  onStepEnd(): void {}

  onLog(state: TrainerState, logs: object): void {
    const { epoch, ...values } = metricValues(logs)
    const renamed = Object.fromEntries(Object.entries(values).map(([name, value]) => [rename(name), value]))
    this.logPoints(renamed, at(stepOf(state), state.epoch ?? epoch))
    this.#remember(stepOf(state), Object.keys(renamed))
  }

  onEvaluate(state: TrainerState, metrics: object): void {
    const step = stepOf(state)
    const isNew = ([name]: [string, unknown]) => this.#logged.step !== step || !this.#logged.names.has(rename(name))
    const rest = Object.entries(metrics).filter(entry => entry[0] !== 'epoch' && isNew(entry))
    if (rest.length > 0) this.onLog(state, Object.fromEntries(rest))
  }

  onPredict(state: TrainerState, metrics: object): void {
    this.onLog(state, metrics)
  }

  onSave(state: TrainerState, checkpoint = join(this.#outputFolder, `checkpoint-${stepOf(state)}`)): void {
    // compared by name: a folder that came from another machine lies elsewhere
    const best = basename(state.best_model_checkpoint ?? '') === basename(checkpoint) ? ['best'] : []
    const metadata = { epoch: state.epoch ?? null }
    this.#checkpoints?.log([{ path: checkpoint, aliases: [...best, 'last'], step: stepOf(state), metadata }])
  }

  #remember(step: number, names: readonly string[]): void {
    if (this.#logged.step !== step) this.#logged.names.clear()
    this.#logged.step = step
    for (const name of names) this.#logged.names.add(name)
  }
}

function stepOf({ global_step: step = 0 }: TrainerState): number {
  return step
}

function rename(name: string): string {
  const split = name.startsWith('eval_') || name.startsWith('test_')
  return split ? name.replace('_', '/') : `train/${name}`
}

export const definition: IntegrationDefinition = {
  framework: 'transformers',
  mode: 'callback',
  package: 'transformers',
  hooks,
  options: ['checkpoints'],
  create: (run: Run, options: AdapterOptions) => new TransformersIntegration(run, options),
}

export function initTransformers(options: InitOptions & TransformersOptions = {}): TransformersIntegration {
  registerIntegration(definition)
  return init('transformers', options)
}
