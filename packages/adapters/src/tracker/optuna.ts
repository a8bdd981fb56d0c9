import {
  init,
  registerIntegration,
  TrackerAdapter,
  type FinishOptions,
  type HookTable,
  type InitOptions,
  type IntegrationDefinition,
  type LogValues,
  type Run,
} from '@seetrain/core'
import { hook } from '../hooks/hook.ts'
import { plainParams } from '../text/plain-params.ts'
import { TrialRuns } from '../trials/trial-runs.ts'
import { at, metricValues, scalarOf } from '../values/metric-values.ts'

export type TrialState = 'COMPLETE' | 'PRUNED' | 'FAIL' | 'RUNNING' | 'WAITING'

/** What is read of a `Study`. */
export interface OptunaStudy {
  study_name?: string
  directions?: ('MINIMIZE' | 'MAXIMIZE' | 'minimize' | 'maximize')[]
  metric_names?: string[] | null
  user_attrs?: object
  best_trial?: number | null
}

/** What is read of a `Trial` or `FrozenTrial`. */
export interface OptunaTrial {
  number: number
  state?: TrialState
  params?: object
  values?: unknown[] | null
  /** By step. */
  intermediate_values?: { [step: string]: unknown }
  user_attrs?: object
  /** Seconds. */
  duration?: number | null
}

/** What `getTracker()` returns: the life of a study, in Optuna's words. None of them throws. */
export interface OptunaTracker {
  optimize(study: OptunaStudy): void
  ask(trial: OptunaTrial): void
  report(trial: number, value: unknown, step: number): void
  tell(study: OptunaStudy, trial: OptunaTrial): Promise<void>
}

const hooks: HookTable = {
  optimize: hook(
    'optimize',
    'Keeps facts of the study in the config of its own run. `study`: `study_name`, `directions` (`MINIMIZE`, `MAXIMIZE`), `metric_names`, `user_attrs`. Optional: `tell` does it, too.',
    { study: 'object' },
  ),
  ask: hook(
    'ask',
    'Opens the run of a trial, in the group of the study. `trial`: `number`, `params`. Optional: `report` and `tell` do it, too.',
    { trial: 'object' },
  ),
  report: hook(
    'report',
    "Logs an intermediate value into the trial's run as `intermediate_value`. For `trial.report`.",
    {
      trial_number: 'step',
      value: 'value',
      step: 'step',
    },
  ),
  tell: hook(
    'tell',
    "What a callback of `study.optimize` gets. Puts parameters, state and values of the finished trial into its run, with the intermediate values that were not reported, and ends it: failed for `FAIL`, with the tag `pruned` for `PRUNED`. Logs the value, and the best so far, into the study's run at the step of the trial's number. `study`: as above, and `best_trial`: its number. `trial`: `number`, `state`, `params`, `values`, `intermediate_values`, `user_attrs`, `duration` in seconds.",
    { study: 'object', trial: 'object' },
  ),
}

export class OptunaIntegration extends TrackerAdapter<OptunaTracker> {
  readonly #trials: TrialRuns
  #finished: Promise<void> | undefined
  /** Steps that were reported, by trial. */
  readonly #reported = new Map<number, Set<number>>()
  /** The best value so far, of a study with one objective. */
  #best: number | undefined
  #known = false

  constructor(run: Run) {
    super('optuna', hooks, run)
    this.#trials = new TrialRuns(run, 'optuna')
  }

  optimize({ best_trial: _, ...study }: OptunaStudy): void {
    this.run.updateConfig({ study: plainParams(study) })
    this.#known = true
    const goals = (study.directions ?? []).map(direction => (isMaximized(direction) ? 'maximize' : 'minimize'))
    for (const [index, goal] of goals.entries())
      this.run.defineMetric(nameOf(study, index, goals.length), { goal, summary: 'best' })
  }

  ask(trial: OptunaTrial): void {
    const run = this.#runOf(trial.number)
    if (trial.params) run.updateConfig(plainParams(trial.params) as object)
  }

  report(number: number, value: unknown, step: number): void {
    const reported = this.#reported.get(number) ?? new Set()
    this.#reported.set(number, reported.add(step))
    this.#runOf(number).log(metricValues({ intermediate_value: value }), at(step))
  }

  async tell(study: OptunaStudy, trial: OptunaTrial): Promise<void> {
    if (!this.#known) this.optimize(study)
    const values = valuesOf(study, trial)
    this.#logIntoTrial(trial, values)
    this.#logIntoStudy(study, trial, values)
    this.#reported.delete(trial.number)
    await this.#trials.end(String(trial.number), { state: trial.state === 'FAIL' ? 'failed' : 'finished' })
  }

  override finish(outcome?: FinishOptions): Promise<void> {
    this.#finished ??= this.#trials.endAll().then(() => super.finish(outcome))
    return this.#finished
  }

  #logIntoTrial(trial: OptunaTrial, values: LogValues): void {
    const { number, params = {}, state, user_attrs: attributes = {}, duration } = trial
    const run = this.#runOf(number)
    const words = { state, user_attrs: plainParams(attributes), duration: duration ?? undefined }
    run.updateConfig({ ...(plainParams(params) as object), optuna: { number, ...words } })
    for (const [step, value] of Object.entries(trial.intermediate_values ?? {}))
      if (!this.#reported.get(number)?.has(Number(step))) this.report(number, value, Number(step))
    if (Object.keys(values).length > 0) run.log(values)
    if (state === 'PRUNED') run.edit({ tags: ['pruned'] })
  }

  #logIntoStudy(study: OptunaStudy, { number, state }: OptunaTrial, values: LogValues): void {
    // a pruned trial has the value it was pruned at; it is no result of the study
    if (state === 'PRUNED' || state === 'FAIL') return
    const [sole, ...others] = Object.values(values)
    if (typeof sole !== 'number') return
    this.logPoints(values, at(number))
    if (others.length > 0) return
    const better = isMaximized(study.directions?.[0]) ? Math.max : Math.min
    this.#best = this.#best === undefined ? sole : better(this.#best, sole)
    this.logPoints({ best_value: this.#best }, at(number))
    if ((study.best_trial ?? number) === number) this.run.updateConfig({ study: { best_trial: number } })
  }

  #runOf(number: number): Run {
    return this.#trials.of(String(number), () => ({ name: `${this.run.name}-trial-${number}` }))
  }
}

function valuesOf(study: OptunaStudy, { values }: OptunaTrial): LogValues {
  const named = (values ?? []).map((value, index, all) => [nameOf(study, index, all.length), scalarOf(value)] as const)
  return Object.fromEntries(named)
}

function nameOf({ metric_names: names }: OptunaStudy, index: number, count: number): string {
  return names?.[index] ?? (count === 1 ? 'value' : `values/${index}`)
}

function isMaximized(direction: string | undefined): boolean {
  return direction?.toUpperCase() === 'MAXIMIZE'
}

export const definition: IntegrationDefinition = {
  framework: 'optuna',
  mode: 'tracker',
  package: 'optuna',
  hooks,
  create: run => new OptunaIntegration(run),
}

export function initOptuna(options: InitOptions = {}): OptunaIntegration {
  registerIntegration(definition)
  return init('optuna', options)
}
