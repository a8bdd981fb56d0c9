import {
  CallbackAdapter,
  init,
  registerIntegration,
  type HookTable,
  type InitOptions,
  type IntegrationDefinition,
  type Run,
} from '@seetrain/core'
import { hook } from '../hooks/hook.ts'
import { plainParams } from '../text/plain-params.ts'
import { logMixed } from '../values/mixed-values.ts'

/** What `getCallback()` returns: the methods of a Stable-Baselines3 `KVWriter`, and the start of its training. None of them throws. */
export interface StableBaselines3Callback {
  onTrainingStart(model: object): void
  /** Numbers become metrics, strings text. Keys keep their groups: `rollout/ep_rew_mean`. */
  write(keyValues: object, keyExcluded?: object, step?: number): void
  close(): void
}

const hooks: HookTable = {
  on_training_start: hook('onTrainingStart', 'Merges facts of the model into the config: algorithm, policy, rates.', {
    model: 'object',
  }),
  write: hook(
    'write',
    'Logs what the logger holds. Numbers are metrics, strings text; pictures, films and figures come as media values. What `key_excluded` excludes from every format but `tensorboard` is logged, too.',
    { key_values: 'object', key_excluded: 'object?', step: 'step?' },
  ),
  close: hook('close', 'Does nothing: the run stays open for the next `learn`.'),
}

export class StableBaselines3Integration extends CallbackAdapter<StableBaselines3Callback> {
  constructor(run: Run) {
    super('stable_baselines3', hooks, run)
  }

  onTrainingStart(model: object): void {
    this.run.updateConfig(plainParams(model) as object)
  }

  write(keyValues: object, _keyExcluded?: object, step?: number): void {
    logMixed(keyValues, step, {
      points: (values, options) => this.logPoints(values, options),
      media: (type, key, value, options) => this.logMedia(type, key, value, options),
    })
  }

  close(): void {}
}

export const definition: IntegrationDefinition = {
  framework: 'stable_baselines3',
  mode: 'callback',
  package: 'stable-baselines3',
  hooks,
  create: run => new StableBaselines3Integration(run),
}

export function initStableBaselines3(options: InitOptions = {}): StableBaselines3Integration {
  registerIntegration(definition)
  return init('stable_baselines3', options)
}
