import type { HookTable, LoggedArtifact } from '@seetrain/core'
import { hook } from '../hooks/hook.ts'

export type AlertWords = { title: string; text?: string; level?: string }
export type LogPlace = { step?: number; commit?: boolean }
export type MetricWords = {
  stepMetric?: string
  step_metric?: string
  summary?: string
  goal?: string
}

/** The functions of the `wandb` module. None of them throws. */
export interface WandbFunctions {
  init(options?: object): void
  /** Calls without a step count 0, 1, 2, …; `commit: false` lets the next call write to the same step. */
  log(data: object, place?: number | LogPlace, commit?: boolean): void
  configUpdate(values: object): void
  summaryUpdate(values: object): void
  defineMetric(name: string, options?: MetricWords): void
  alert(words: string | AlertWords, text?: string, level?: string): void
  save(path: string): void
  logArtifact(artifact: object, aliases?: string[]): LoggedArtifact | undefined
  useArtifact(reference: string): void
  logModel(path: string, name?: string): void
  watch(model: unknown): void
  finish(exitCode?: number): Promise<void>
}

export const hooks: HookTable = {
  init: hook(
    'init',
    "Gives the open run what W&B's `init` was given: `name`, `notes`, `tags`, `group`, `job_type`, `config`. Other options are W&B's own and change nothing.",
    { options: 'object?' },
  ),
  log: hook(
    'log',
    'Numbers are metrics, strings text, media what they are: the JSON of a W&B medium (`_type`, `path`) or a media value. Without `step` each call is one step further, unless `commit` is false. `_step`, `_runtime`, `_timestamp` are left out.',
    { data: 'object', step: 'value?', commit: 'boolean?' },
  ),
  config_update: hook('configUpdate', 'Merges into the config.', { values: 'object' }),
  summary_update: hook(
    'summaryUpdate',
    'Logs the numbers, whose last value is the summary; anything else goes below `summary` in the config.',
    { values: 'object' },
  ),
  define_metric: hook(
    'defineMetric',
    'A name may end in `*`. `options`: `step_metric`, `summary` (`min`, `max`, `mean`, `last`, `best`), `goal`.',
    {
      name: 'name',
      options: 'object?',
    },
  ),
  alert: hook('alert', '`level` is `INFO`, `WARN` or `ERROR`.', { title: 'value', text: 'text?', level: 'name?' }),
  save: hook('save', 'Logs a file, or all of a folder, as a version of the artifact `<run id>-files`.', {
    path: 'name',
  }),
  log_artifact: hook(
    'logArtifact',
    'Logs a version. `artifact`: `name`, `type`, `description`, `metadata`, `aliases`, `files`: paths, or `{ path, name }`.',
    { artifact: 'object', aliases: 'list?' },
  ),
  use_artifact: hook('useArtifact', 'Records that the run used `name:alias`.', { reference: 'name' }),
  log_model: hook('logModel', 'Logs a file or folder as a version of a model. Default name: `model-<run id>`.', {
    path: 'name',
    name: 'name?',
  }),
  watch: hook('watch', "Keeps the model's text as `model/graph`.", { model: 'value' }),
  finish: hook('finish', 'Ends the run when this is its last integration; failed for an `exit_code` other than 0.', {
    exit_code: 'number?',
  }),
}
