import { Artifact, barPlot, CallbackAdapter, type LogValues } from '@seetrain/core'
import { hook } from '../hooks/hook.ts'
import { plainParams } from '../text/plain-params.ts'
import { at, metricValues } from '../values/metric-values.ts'

const MOST_FEATURES = 50

/** What the user of a boosting library wants to keep of a finished model. */
export const AFTER_TRAINING = hook(
  'afterTraining',
  'Logs the best score, the feature importance as a plot, the model. `model`: `best_iteration`, `best_score` (a number, or numbers by dataset and metric), `feature_importance` (numbers by feature), `model_file` (a path).',
  { model: 'object?' },
)

/** What the adapters of XGBoost, LightGBM and CatBoost have in common. Metrics are called `<dataset>/<metric>`. */
export abstract class BoostedTrees<Callback extends object> extends CallbackAdapter<Callback> {
  #iteration = 0

  protected logParams(params: object): void {
    this.run.updateConfig(plainParams(params) as object)
  }

  protected logIteration(iteration: number, values: LogValues): void {
    this.#iteration = iteration
    this.logPoints(values, at(iteration))
  }

  afterTraining(model: object = {}): void {
    const facts = model as Record<string, unknown>
    const { best_iteration: iteration, best_score: score, feature_importance: importance, model_file: file } = facts
    const known = Object.entries({ best_iteration: iteration, best_score: score })
    const best = metricValues(Object.fromEntries(known.filter(([, value]) => (value ?? null) !== null)))
    this.logPoints(best, at(this.#iteration))
    if (typeof importance === 'object' && importance !== null)
      this.logMedia('plot', 'feature_importance', barPlot(largest(metricValues(importance)), TITLES))
    if (typeof file === 'string')
      this.run.logArtifact(new Artifact(`model-${this.run.id}`, 'model', { metadata: best }).addFile(file))
  }
}

const TITLES = { title: 'Feature importance', xTitle: 'feature', yTitle: 'importance' }

function largest(importance: LogValues): { [feature: string]: number } {
  const numbers = Object.entries(importance as { [feature: string]: number })
  return Object.fromEntries(numbers.sort(([, a], [, b]) => b - a).slice(0, MOST_FEATURES))
}
