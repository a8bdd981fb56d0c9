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
import { at } from '../values/metric-values.ts'
import { splitMixed } from '../values/mixed-values.ts'

/** What `getCallback()` returns: the start of a training, and the writer of its logger. None of them throws. */
export interface StableBaselines3Callback {
  onTrainingStart(model: object): void
  write(keyValues: object, keyExcluded?: object, step?: number): void
}

const hooks: HookTable = {
  on_training_start: hook('onTrainingStart', 'Merges facts of the model (policy, rates, …) into the config.', {
    model: 'object',
  }),
  write: hook(
    'write',
    'Logs what the logger holds, whatever `key_excluded` excludes: numbers, text, media. Keys keep their groups: `rollout/ep_rew_mean`.',
    { key_values: 'object', key_excluded: 'object?', step: 'step?' },
  ),
}

export class StableBaselines3Integration extends CallbackAdapter<StableBaselines3Callback> {
  constructor(run: Run) {
    super('stable_baselines3', hooks, run)
  }

  onTrainingStart(model: object): void {
    this.run.updateConfig(plainParams(model) as object)
  }

  write(keyValues: object, _keyExcluded?: object, step?: number): void {
    const { numbers, media } = splitMixed(keyValues)
    this.logPoints(numbers, at(step))
    for (const { type, key, data, options } of media) this.logMedia(type, key, data, { ...at(step), ...options })
  }
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
