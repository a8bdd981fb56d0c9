import {
  checkObject,
  checkStep,
  checkString,
  init,
  registerIntegration,
  TrackerAdapter,
  type HookTable,
  type InitOptions,
  type IntegrationDefinition,
  type Run,
} from '@seetrain/core'
import { plainParams } from '../text/plain-params.ts'

/** What `getTracker()` returns: the methods that Accelerate calls on a tracker. None of them throws. */
export interface AccelerateTracker {
  storeInitConfiguration(values: object): void
  /** Numbers become metrics, nested objects `outer/inner`, strings text. */
  log(values: object, step?: number): void
  /** One picture or a list of them per name. */
  logImages(values: object, step?: number): void
  /** Rows with `columns`, or a `dataframe`: a list of objects. */
  logTable(name: string, columns?: string[], data?: unknown[][], dataframe?: object[], step?: number): void
  /** Accelerate calls it in `end_training`; the last integration of a run ends the run. */
  finish(): Promise<void>
}

const hooks: HookTable = {
  store_init_configuration: { method: 'storeInitConfiguration', parse: ([values]) => [checkObject('values', values)] },
  log: { method: 'log', parse: parseValues },
  log_images: { method: 'logImages', parse: parseValues },
  log_table: {
    method: 'logTable',
    parse: ([name, columns, data, dataframe, step]) => [
      checkString('name', name),
      columns,
      data,
      dataframe,
      checkStep('step', step),
    ],
  },
  finish: { method: 'finish', parse: () => [] },
}

function parseValues([values, step]: unknown[]): unknown[] {
  return [checkObject('values', values), checkStep('step', step)]
}

export class AccelerateIntegration extends TrackerAdapter<AccelerateTracker> {
  constructor(run: Run) {
    super('accelerate', hooks, run)
  }

  storeInitConfiguration(values: object): void {
    this.run.updateConfig(plainParams(values) as object)
  }

  log(values: object, step?: number): void {
    const metrics: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(values)) {
      if (typeof value === 'string') this.logMedia('text', name, value, at(step))
      else metrics[name] = value
    }
    this.logPoints(metrics, at(step))
  }

  logImages(values: object, step?: number): void {
    for (const [name, images] of Object.entries(values)) this.logMedia('image', name, images, at(step))
  }

  logTable(name: string, columns?: string[], data?: unknown[][], dataframe?: object[], step?: number): void {
    this.logMedia('table', name, dataframe ?? (columns ? { columns, rows: data } : data), at(step))
  }
}

function at(step: number | undefined): { step?: number } {
  return step === undefined ? {} : { step }
}

export const definition: IntegrationDefinition = {
  framework: 'accelerate',
  mode: 'tracker',
  package: 'accelerate',
  hooks,
  create: run => new AccelerateIntegration(run),
}

export function initAccelerate(options: InitOptions = {}): AccelerateIntegration {
  registerIntegration(definition)
  return init('accelerate', options) as AccelerateIntegration
}
