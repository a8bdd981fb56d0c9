import {
  checkStep,
  init,
  registerIntegration,
  VisBackendAdapter,
  type HookTable,
  type InitOptions,
  type IntegrationDefinition,
  type Run,
} from '@seetrain/core'
import { labelCaption, overlaysOf, type DataSample, type OverlayOptions } from '../detection/data-sample.ts'
import { hook } from '../hooks/hook.ts'
import { modelText } from '../text/model-text.ts'
import { plainParams } from '../text/plain-params.ts'
import { metricValues, scalarOf } from '../values/metric-values.ts'

/** What `getBackend()` returns: the methods that MMEngine's visualizer calls on a backend. None of them throws. */
export interface MmengineBackend {
  addConfig(config: object): void
  addGraph(model: unknown): void
  /** A picture as MMEngine holds it, height × width × channels; boxes are drawn into it already. */
  addImage(name: string, image: unknown, step?: number): void
  addScalar(name: string, value: unknown, step?: number): void
  /** A member called `step` is the step, as in MMEngine's own backends. */
  addScalars(scalars: object, step?: number): void
  /** A picture with what was predicted on it, not drawn into it. */
  addDatasample(name: string, image: unknown, dataSample?: DataSample, step?: number): void
  /** Waits until everything is stored and sent. The run stays open: several backends may write to it. */
  close(): Promise<void>
}

/** Of the backend of MMEngine, and of those that extend it. */
export const mmengineHooks: HookTable = {
  add_config: hook('addConfig', 'Merges the configuration into the config.', { config: 'object' }),
  add_graph: hook('addGraph', "Keeps the model's text as `model/graph`.", { model: 'value' }),
  add_image: hook('addImage', 'A picture, height × width × channels, as the visualizer drew it.', {
    name: 'name',
    image: 'value',
    step: 'step?',
  }),
  add_scalar: hook('addScalar', 'Logs one metric. A step that is left out is 0.', {
    name: 'name',
    value: 'value',
    step: 'step?',
  }),
  add_scalars: hook('addScalars', 'Logs metrics. A member called `step` is the step; else `step` is, and 0 without.', {
    scalar_dict: 'object',
    step: 'step?',
  }),
  add_datasample: hook(
    'addDatasample',
    'A picture with boxes and masks beside it. `data_sample`: `pred_instances` and `gt_instances` (`bboxes` as x1, y1, x2, y2 in pixels, `scores`, `labels`, `masks`), `pred_sem_seg` and `gt_sem_seg` (a class per pixel), `pred_label`, `gt_label`, `pred_score`. All as arrays.',
    { name: 'name', image: 'value', data_sample: 'object?', step: 'step?' },
  ),
  close: hook('close', 'Waits until all is stored and sent. The run stays open.'),
}

/** As in the hooks of OpenMMLab's libraries that draw. */
export const LEAST_SCORE = 0.3

export class MmengineIntegration extends VisBackendAdapter<MmengineBackend> {
  constructor(run: Run, framework = 'mmengine', hooks = mmengineHooks) {
    super(framework, hooks, run)
  }

  addConfig(config: object): void {
    this.run.updateConfig(plainParams(config) as object)
  }

  addGraph(model: unknown): void {
    this.logMedia('text', 'model/graph', modelText(model))
  }

  addImage(name: string, image: unknown, step = 0): void {
    this.logMedia('image', name, image, { step })
  }

  addScalar(name: string, value: unknown, step = 0): void {
    this.logPoints({ [name]: scalarOf(value) }, { step })
  }

  addScalars(scalars: object, step = 0): void {
    const { step: own, ...values } = metricValues(scalars)
    this.logPoints(values, { step: checkStep('scalar_dict.step', own) ?? step })
  }

  addDatasample(name: string, image: unknown, dataSample: DataSample = {}, step = 0): void {
    const options = this.overlayOptions()
    this.logMedia('image', name, image, {
      step,
      ...overlaysOf(dataSample, options),
      ...labelCaption(dataSample, options),
    })
  }

  close(): Promise<void> {
    return this.run.flush()
  }

  /** Names of classes, where they are known, and the score below which nothing is kept. */
  protected overlayOptions(): OverlayOptions {
    return { leastScore: LEAST_SCORE }
  }
}

export const definition: IntegrationDefinition = {
  framework: 'mmengine',
  mode: 'visbackend',
  package: 'mmengine',
  hooks: mmengineHooks,
  create: run => new MmengineIntegration(run),
}

export function initMmengine(options: InitOptions = {}): MmengineIntegration {
  registerIntegration(definition)
  return init('mmengine', options)
}
