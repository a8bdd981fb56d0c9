import {
  checkObject,
  checkStep,
  checkString,
  init,
  registerIntegration,
  VisBackendAdapter,
  type HookTable,
  type InitOptions,
  type IntegrationDefinition,
  type Run,
} from '@seetrain/core'
import { modelText } from '../text/model-text.ts'
import { plainParams } from '../text/plain-params.ts'

/** What `getBackend()` returns: the methods that MMEngine's visualizer calls on a backend. None of them throws. */
export interface MmengineBackend {
  addConfig(config: object): void
  addGraph(model: unknown): void
  /** A picture as MMEngine holds it, height × width × channels; boxes are drawn into it already. */
  addImage(name: string, image: unknown, step?: number): void
  addScalar(name: string, value: unknown, step?: number): void
  /** A member called `step` is the step, as in MMEngine's own backends. */
  addScalars(scalars: object, step?: number): void
  /** Waits until everything is stored and sent. The run stays open: several backends may write to it. */
  close(): Promise<void>
}

const hooks: HookTable = {
  add_config: { method: 'addConfig', parse: ([config]) => [checkObject('config', config)] },
  add_graph: { method: 'addGraph' },
  add_image: { method: 'addImage', parse: parseNamed },
  add_scalar: { method: 'addScalar', parse: parseNamed },
  add_scalars: {
    method: 'addScalars',
    parse: ([scalars, step]) => [checkObject('scalar_dict', scalars), checkStep('step', step)],
  },
  close: { method: 'close' },
}

function parseNamed([name, value, step]: unknown[]): unknown[] {
  return [checkString('name', name), value, checkStep('step', step)]
}

export class MmengineIntegration extends VisBackendAdapter<MmengineBackend> {
  constructor(run: Run) {
    super('mmengine', hooks, run)
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
    this.logPoints({ [name]: value }, { step })
  }

  addScalars(scalars: object, step = 0): void {
    const { step: own, ...values } = scalars as Record<string, unknown>
    this.logPoints(values, { step: checkStep('scalar_dict.step', own) ?? step })
  }

  close(): Promise<void> {
    return this.run.flush()
  }
}

export const definition: IntegrationDefinition = {
  framework: 'mmengine',
  mode: 'visbackend',
  package: 'mmengine',
  hooks,
  create: run => new MmengineIntegration(run),
}

export function initMmengine(options: InitOptions = {}): MmengineIntegration {
  registerIntegration(definition)
  return init('mmengine', options) as MmengineIntegration
}
