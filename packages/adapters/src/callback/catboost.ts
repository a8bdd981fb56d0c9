import {
  init,
  registerIntegration,
  type HookTable,
  type InitOptions,
  type IntegrationDefinition,
  type LogValues,
  type Run,
} from '@seetrain/core'
import { BoostedTrees, AFTER_TRAINING } from '../boosting/boosted-trees.ts'
import { hook } from '../hooks/hook.ts'
import { scalarOf } from '../values/metric-values.ts'

export interface CatboostInfo {
  iteration: number
  /** By dataset (`learn`, `validation`) and metric: a number, or the list so far. */
  metrics?: { [dataset: string]: { [metric: string]: unknown } }
}

/** What `getCallback()` returns: what CatBoost calls a callback with. None of them throws. */
export interface CatboostCallback {
  beforeTraining(params?: object): void
  afterIteration(info: CatboostInfo): void
  afterTraining(model?: object): void
}

const hooks: HookTable = {
  before_training: hook('beforeTraining', 'Merges the parameters of the model (`get_params()`) into the config.', {
    params: 'object?',
  }),
  after_iteration: hook(
    'afterIteration',
    'Logs `<dataset>/<metric>` at the step `iteration`. `info`: `iteration`, `metrics` by dataset and metric: a number, or the list so far, whose last number counts.',
    { info: 'object' },
  ),
  after_training: AFTER_TRAINING,
}

export class CatboostIntegration extends BoostedTrees<CatboostCallback> {
  constructor(run: Run) {
    super('catboost', hooks, run)
  }

  beforeTraining(params: object = {}): void {
    this.logParams(params)
  }

  afterIteration({ iteration, metrics = {} }: CatboostInfo): void {
    const values: LogValues = {}
    for (const [dataset, ofDataset] of Object.entries(metrics))
      for (const [metric, history] of Object.entries(ofDataset))
        values[`${dataset}/${metric}`] = scalarOf(Array.isArray(history) ? history.at(-1) : history)
    this.logIteration(iteration, values)
  }
}

export const definition: IntegrationDefinition = {
  framework: 'catboost',
  mode: 'callback',
  package: 'catboost',
  hooks,
  create: run => new CatboostIntegration(run),
}

export function initCatboost(options: InitOptions = {}): CatboostIntegration {
  registerIntegration(definition)
  return init('catboost', options)
}
