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
import { CheckpointFiles } from '../files/checkpoint-files.ts'
import { hook, type ParameterKind } from '../hooks/hook.ts'
import { plainParams } from '../text/plain-params.ts'
import { TrialRuns } from '../trials/trial-runs.ts'
import { at, metricValues } from '../values/metric-values.ts'

/** What is read of a Ray Tune `Trial`. */
export interface RayTrial {
  trial_id: string
  /** Default: the id. */
  name?: string
  config?: object
  experiment_tag?: string
  /** Folder of the trial's newest checkpoint. */
  checkpoint?: string | null
}

/** What `getTracker()` returns: the methods of a Ray Tune `LoggerCallback`. None of them throws. */
export interface RayTuneTracker {
  setup(facts?: object): void
  logTrialStart(trial: RayTrial): void
  logTrialRestore(trial: RayTrial): void
  logTrialResult(iteration: number, trial: RayTrial, result: object): void
  logTrialSave(trial: RayTrial): void
  logTrialEnd(trial: RayTrial, failed?: boolean): Promise<void>
  onTrialError(iteration: number, trial: RayTrial, error?: string): void
  onExperimentEnd(): Promise<void>
}

const TRIAL: Record<string, ParameterKind> = { trial: 'object' }

const hooks: HookTable = {
  setup: hook('setup', "Merges facts of the experiment into the config of the search's own run.", { facts: 'object?' }),
  log_trial_start: hook(
    'logTrialStart',
    'Opens the run of the trial, in the group of the search. `trial`: `trial_id`, `name` (default: the id), `config`, `experiment_tag`.',
    TRIAL,
  ),
  log_trial_restore: hook('logTrialRestore', 'Goes on with the run of the trial.', TRIAL),
  log_trial_result: hook(
    'logTrialResult',
    "Logs the numbers of the result into the trial's run at the step `training_iteration`, nested ones with `/`. What says where it ran (`pid`, `hostname`, `node_ip`, `date`, …) becomes config. Text is left out.",
    { iteration: 'step', ...TRIAL, result: 'object' },
  ),
  log_trial_save: hook(
    'logTrialSave',
    "Logs the folder `trial.checkpoint` as an artifact version of the trial's run.",
    TRIAL,
  ),
  log_trial_end: hook('logTrialEnd', "Ends the trial's run, as failed when it failed.", {
    ...TRIAL,
    failed: 'boolean?',
  }),
  on_trial_error: hook('onTrialError', "Writes an alert into the search's run.", {
    iteration: 'step',
    ...TRIAL,
    error: 'text?',
  }),
  on_experiment_end: hook('onExperimentEnd', "Ends trials that are still open, and stores all of the search's run."),
}

/** Members of a result that say where and when it came to be. */
const PLACE = ['trial_id', 'experiment_id', 'experiment_tag', 'node_ip', 'hostname', 'pid', 'date']
const LEFT_OUT = new Set([...PLACE, 'config', 'done', 'should_checkpoint', 'timestamp', 'hist_stats'])

export class RayTuneIntegration extends TrackerAdapter<RayTuneTracker> {
  readonly #trials: TrialRuns
  #finished: Promise<void> | undefined
  readonly #checkpoints = new Map<string, CheckpointFiles>()
  #ended = 0

  constructor(run: Run) {
    super('ray_tune', hooks, run)
    this.#trials = new TrialRuns(run, 'ray_tune')
  }

  setup(facts: object = {}): void {
    this.run.updateConfig({ ray_tune: plainParams(facts) })
  }

  logTrialStart(trial: RayTrial): void {
    const { experiment_tag: tag } = trial
    if (tag !== undefined) this.#runOf(trial).updateConfig({ experiment_tag: tag })
    else this.#runOf(trial)
  }

  logTrialRestore(trial: RayTrial): void {
    this.#runOf(trial)
  }

  logTrialResult(iteration: number, trial: RayTrial, result: object): void {
    const run = this.#runOf(trial)
    const { training_iteration: step = iteration } = result as { training_iteration?: number }
    const place = Object.entries(result).filter(([name]) => PLACE.includes(name))
    if (place.length > 0) run.updateConfig({ ray_tune: Object.fromEntries(place) })
    run.log(numbersIn(result), at(step))
  }

  logTrialSave(trial: RayTrial): void {
    const { trial_id: id, checkpoint } = trial
    if (!checkpoint) return
    const run = this.#runOf(trial)
    if (!this.#checkpoints.has(id)) this.#checkpoints.set(id, new CheckpointFiles(run))
    this.#checkpoints.get(id)?.log([{ path: checkpoint, aliases: ['last'] }])
  }

  async logTrialEnd({ trial_id: id }: RayTrial, failed = false): Promise<void> {
    this.#checkpoints.delete(id)
    this.logPoints({ 'trials/ended': ++this.#ended })
    await this.#trials.end(id, { state: failed ? 'failed' : 'finished' })
  }

  onTrialError(iteration: number, { trial_id: id, name = id }: RayTrial, error?: string): void {
    this.run.alert(`trial ${name} failed at iteration ${iteration}`, {
      level: 'error',
      ...(error !== undefined && { text: error }),
    })
  }

  async onExperimentEnd(): Promise<void> {
    await this.#trials.endAll()
    await this.run.flush()
  }

  override finish(outcome?: FinishOptions): Promise<void> {
    this.#finished ??= this.#trials.endAll().then(() => super.finish(outcome))
    return this.#finished
  }

  #runOf({ trial_id: id, name = id, config }: RayTrial): Run {
    return this.#trials.of(id, () => ({ name, ...(config && { config }) }))
  }
}

/** The numbers of a result: text would be refused one by one. */
function numbersIn(result: object): LogValues {
  const entries = Object.entries(metricValues(result)).filter(([name]) => !LEFT_OUT.has(name))
  const numbers = entries.map(([name, value]) => [name, isNested(value) ? numbersIn(value) : value] as const)
  return Object.fromEntries(
    numbers.filter(([, value]) => typeof value === 'number' || typeof value === 'boolean' || isNested(value)),
  )
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

export const definition: IntegrationDefinition = {
  framework: 'ray_tune',
  mode: 'tracker',
  package: 'ray[tune]',
  hooks,
  create: run => new RayTuneIntegration(run),
}

export function initRayTune(options: InitOptions = {}): RayTuneIntegration {
  registerIntegration(definition)
  return init('ray_tune', options)
}
