import {
  CallbackAdapter,
  confusionMatrix,
  init,
  prCurve,
  registerIntegration,
  rocCurve,
  type HookTable,
  type InitOptions,
  type IntegrationDefinition,
  type Run,
} from '@seetrain/core'
import { hook } from '../hooks/hook.ts'
import { plainParams } from '../text/plain-params.ts'
import { at, metricValues, scalarOf } from '../values/metric-values.ts'

/** What is read of an estimator: its class and `get_params()`. */
export interface SklearnEstimator {
  name: string
  params?: object
}

/** What is read of a `CallbackContext`. */
export interface SklearnContext {
  task_name?: string
  task_id?: number
  [member: string]: unknown
}

/** What a classifier said about examples whose labels are known. */
export interface SklearnEvaluation {
  labels: unknown
  predictions: unknown
  /** Of the positive class, or a row per example with a column per class. */
  probabilities?: unknown
  /** Names of the classes, in the order of the columns. */
  classes?: (string | number)[]
}

/** What `getCallback()` returns: the methods of a scikit-learn `FitCallback`, and results that it has no event for. None of them throws. */
export interface SklearnCallback {
  setup(estimator: SklearnEstimator, context?: SklearnContext): void
  onFitTaskBegin(estimator: SklearnEstimator, context: SklearnContext): void
  onFitTaskEnd(estimator: SklearnEstimator, context: SklearnContext, scores?: object): void
  teardown(estimator: SklearnEstimator, context?: SklearnContext): void
  logScores(scores: object, step?: number): void
  logSearch(results: object, best?: object): void
  logEvaluation(name: string, evaluation: SklearnEvaluation): void
}

const TASK = { estimator: 'object', context: 'object' } as const

const hooks: HookTable = {
  setup: hook(
    'setup',
    'Keeps the parameters of the estimator as `<estimator>` in the config. `estimator`: `name`, `params`.',
    {
      estimator: 'object',
      context: 'object?',
    },
  ),
  on_fit_task_begin: hook('onFitTaskBegin', 'Is counted. `context`: `task_name`, `task_id`.', TASK),
  on_fit_task_end: hook('onFitTaskEnd', 'Logs `scores` as `<estimator>/<task_name>/<score>` at the step `task_id`.', {
    ...TASK,
    scores: 'object?',
  }),
  teardown: hook('teardown', 'Is counted: the end of a fit.', { estimator: 'object', context: 'object?' }),
  log_scores: hook('logScores', 'Logs scores under their own names.', { scores: 'object', step: 'step?' }),
  log_search: hook(
    'logSearch',
    'Logs `cv_results_` (a list per column) as the table `search/results`, `mean_test_score` per candidate as `search/mean_test_score`. `best`: `params` (into the config), `score`, `index`.',
    { cv_results: 'object', best: 'object?' },
  ),
  log_evaluation: hook(
    'logEvaluation',
    'Draws `<name>/confusion_matrix`; with probabilities also `<name>/roc` and `<name>/pr`. `evaluation`: `labels`, `predictions`, `probabilities`, `classes`.',
    { name: 'name', evaluation: 'object' },
  ),
}

export class SklearnIntegration extends CallbackAdapter<SklearnCallback> {
  constructor(run: Run) {
    super('sklearn', hooks, run)
  }

  setup({ name, params = {} }: SklearnEstimator): void {
    this.run.updateConfig({ [name]: plainParams(params) })
  }

  onFitTaskBegin(): void {}

  onFitTaskEnd(
    { name }: SklearnEstimator,
    { task_name: task = 'fit', task_id: id }: SklearnContext,
    scores?: object,
  ): void {
    if (scores) this.logPoints({ [name]: { [task]: metricValues(scores) } }, at(id))
  }

  teardown(): void {}

  logScores(scores: object, step?: number): void {
    this.logPoints(metricValues(scores), at(step))
  }

  logSearch(results: object, best: object = {}): void {
    const { mean_test_score: means = [] } = results as { mean_test_score?: Iterable<unknown> }
    for (const [candidate, mean] of [...elementsOf(means)].entries())
      this.logPoints({ search: { mean_test_score: mean } }, at(candidate))
    this.logMedia('table', 'search/results', columnsOf(results))
    const { params, score, index } = best as { params?: object; score?: unknown; index?: number }
    if (params) this.run.updateConfig({ best_params: plainParams(params) })
    if (score !== undefined) this.logPoints(metricValues({ best_score: score }), at(index))
  }

  logEvaluation(name: string, { labels, predictions, probabilities, classes }: SklearnEvaluation): void {
    const truth = elementsOf(labels)
    this.logMedia('plot', `${name}/confusion_matrix`, confusionMatrix(truth, elementsOf(predictions), classes))
    if ((probabilities ?? null) === null) return
    const options = classes && { labels: classes }
    this.logMedia('plot', `${name}/roc`, rocCurve(truth, probabilities, options))
    this.logMedia('plot', `${name}/pr`, prCurve(truth, probabilities, options))
  }
}

/** The elements of an array that may have come as `{ data, shape }`, and may hold such numbers. */
function elementsOf(value: unknown): unknown[] {
  const { data } = (typeof value === 'object' && value !== null ? value : {}) as { data?: unknown }
  return Array.from((data ?? value) as Iterable<unknown>, scalarOf)
}

// parameters of a candidate are objects of their own, and cells hold text
function columnsOf(results: object): object {
  const cellOf = (cell: unknown) =>
    typeof cell === 'object' && cell !== null ? JSON.stringify(plainParams(cell)) : cell
  return Object.fromEntries(Object.entries(results).map(([name, column]) => [name, elementsOf(column).map(cellOf)]))
}

export const definition: IntegrationDefinition = {
  framework: 'sklearn',
  mode: 'callback',
  package: 'scikit-learn',
  hooks,
  create: run => new SklearnIntegration(run),
}

export function initSklearn(options: InitOptions = {}): SklearnIntegration {
  registerIntegration(definition)
  return init('sklearn', options)
}
