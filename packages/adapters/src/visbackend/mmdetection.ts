import {
  init,
  InvalidArgumentError,
  registerIntegration,
  type AdapterOptions,
  type HookTable,
  type InitOptions,
  type IntegrationDefinition,
  type Run,
} from '@seetrain/core'
import type { OverlayOptions } from '../detection/data-sample.ts'
import { hook } from '../hooks/hook.ts'
import { plainParams } from '../text/plain-params.ts'
import { LEAST_SCORE, MmengineIntegration, mmengineHooks, type MmengineBackend } from './mmengine.ts'

export interface MmdetectionOptions {
  /** Names of the classes, in the order of the labels; `setDatasetMeta` gives them, too. */
  classes?: readonly string[]
  /** Instances of a lower score are left out. Default 0.3, as in MMDetection's own hook. */
  scoreThreshold?: number
}

/** What `getBackend()` returns: an MMEngine backend that knows the names of the classes. */
export interface MmdetectionBackend extends MmengineBackend {
  setDatasetMeta(meta: object): void
}

const hooks: HookTable = {
  ...mmengineHooks,
  set_dataset_meta: hook(
    'setDatasetMeta',
    'Takes the names of the classes from `classes` of `visualizer.dataset_meta`, and keeps them in the config.',
    { dataset_meta: 'object' },
  ),
}

export class MmdetectionIntegration extends MmengineIntegration {
  #classes: readonly string[] | undefined
  readonly #leastScore: number

  constructor(run: Run, options: MmdetectionOptions = {}) {
    super(run, 'mmdetection', hooks)
    this.#classes = options.classes
    this.#leastScore = options.scoreThreshold ?? LEAST_SCORE
    if (!(this.#leastScore >= 0 && this.#leastScore <= 1))
      throw new InvalidArgumentError('scoreThreshold', options.scoreThreshold, 'Pass a number from 0 to 1.')
  }

  override getBackend(): MmdetectionBackend {
    return super.getBackend() as MmdetectionBackend
  }

  setDatasetMeta(meta: object): void {
    const { classes } = meta as { classes?: readonly string[] }
    if (Array.isArray(classes)) this.#classes = classes
    this.run.updateConfig({ dataset_meta: plainParams(meta) })
  }

  protected override overlayOptions(): OverlayOptions {
    return { leastScore: this.#leastScore, ...(this.#classes && { classes: this.#classes }) }
  }
}

export const definition: IntegrationDefinition = {
  framework: 'mmdetection',
  mode: 'visbackend',
  package: 'mmdet',
  hooks,
  options: ['classes', 'scoreThreshold'],
  create: (run: Run, options: AdapterOptions) => new MmdetectionIntegration(run, options),
}

export function initMmdetection(options: InitOptions & MmdetectionOptions = {}): MmdetectionIntegration {
  registerIntegration(definition)
  return init('mmdetection', options)
}
