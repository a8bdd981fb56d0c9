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

/** `[dataset, metric, value, maximize]`; of cross validation with the standard deviation behind. */
export type EvaluationResult = [dataset: string, metric: string, value: unknown, maximize: boolean, deviation?: unknown]

export interface LightgbmEnvironment {
  iteration: number
  params?: object
  evaluation_result_list?: EvaluationResult[] | null
}

/** What `getCallback()` returns: what a LightGBM callback is called with, after each iteration. None of them throws. */
export interface LightgbmCallback {
  afterIteration(environment: LightgbmEnvironment): void
  afterTraining(model?: object): void
}

const hooks: HookTable = {
  after_iteration: hook(
    'afterIteration',
    'Logs `<dataset>/<metric>` at the step `iteration`, and its goal. `env`: `iteration`, `params` (needed once), `evaluation_result_list`: a list of `[dataset, metric, value, maximize]`, of `lgb.cv` with the standard deviation behind.',
    { env: 'object' },
  ),
  after_training: AFTER_TRAINING,
}

export class LightgbmIntegration extends BoostedTrees<LightgbmCallback> {
  readonly #defined = new Set<string>()

  constructor(run: Run) {
    super('lightgbm', hooks, run)
  }

  afterIteration({ iteration, params, evaluation_result_list: results }: LightgbmEnvironment): void {
    if (params && this.#defined.size === 0) this.logParams(params)
    const values: LogValues = {}
    for (const [dataset, metric, value, maximize, deviation] of results ?? []) {
      const key = `${dataset}/${metric}`
      this.#define(key, maximize)
      values[key] = scalarOf(value)
      if ((deviation ?? null) !== null) values[`${key}_std`] = scalarOf(deviation)
    }
    this.logIteration(iteration, values)
  }

  #define(key: string, maximize: boolean): void {
    if (this.#defined.has(key)) return
    this.run.defineMetric(key, { goal: maximize ? 'maximize' : 'minimize' })
    this.#defined.add(key)
  }
}

export const definition: IntegrationDefinition = {
  framework: 'lightgbm',
  mode: 'callback',
  package: 'lightgbm',
  hooks,
  create: run => new LightgbmIntegration(run),
}

export function initLightgbm(options: InitOptions = {}): LightgbmIntegration {
  registerIntegration(definition)
  return init('lightgbm', options)
}
