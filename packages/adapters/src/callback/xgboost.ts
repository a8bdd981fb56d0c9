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

/** What `getCallback()` returns: the methods of an XGBoost `TrainingCallback`. None of them throws. */
export interface XgboostCallback {
  beforeTraining(params?: object): void
  /** The newest number of each metric counts; of cross validation, its mean and standard deviation. */
  afterIteration(epoch: number, evalsLog: object): void
  afterTraining(model?: object): void
}

const hooks: HookTable = {
  before_training: hook('beforeTraining', 'Merges the parameters of the booster into the config.', {
    params: 'object?',
  }),
  after_iteration: hook(
    'afterIteration',
    'Logs `<dataset>/<metric>` at the step `epoch`. A metric of `evals_log` is a number, or the list so far, whose last number counts; a pair is mean and standard deviation (`xgb.cv`), logged as `<metric>` and `<metric>_std`.',
    { epoch: 'step', evals_log: 'object' },
  ),
  after_training: AFTER_TRAINING,
}

export class XgboostIntegration extends BoostedTrees<XgboostCallback> {
  constructor(run: Run) {
    super('xgboost', hooks, run)
  }

  beforeTraining(params: object = {}): void {
    this.logParams(params)
  }

  afterIteration(epoch: number, evalsLog: object): void {
    const values: LogValues = {}
    for (const [dataset, metrics] of Object.entries(evalsLog))
      for (const [metric, history] of Object.entries(metrics as object)) {
        const newest: unknown = Array.isArray(history) ? history.at(-1) : history
        const [mean, deviation] = Array.isArray(newest) ? newest : [newest]
        values[`${dataset}/${metric}`] = scalarOf(mean)
        if (deviation !== undefined) values[`${dataset}/${metric}_std`] = scalarOf(deviation)
      }
    this.logIteration(epoch, values)
  }
}

export const definition: IntegrationDefinition = {
  framework: 'xgboost',
  mode: 'callback',
  package: 'xgboost',
  hooks,
  create: run => new XgboostIntegration(run),
}

export function initXgboost(options: InitOptions = {}): XgboostIntegration {
  registerIntegration(definition)
  return init('xgboost', options)
}
