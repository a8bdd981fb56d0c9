import {
  Artifact,
  init,
  registerIntegration,
  TrackerAdapter,
  type HookTable,
  type InitOptions,
  type IntegrationDefinition,
  type Run,
} from '@seetrain/core'
import { hook } from '../hooks/hook.ts'
import { plainParams } from '../text/plain-params.ts'
import { readFigure } from '../values/media-value.ts'
import { at } from '../values/metric-values.ts'
import { splitMixed } from '../values/mixed-values.ts'

/** What `getTracker()` returns: the methods that Accelerate and its users call on a tracker. None of them throws. */
export interface AccelerateTracker {
  storeInitConfiguration(values: object): void
  /** Numbers become metrics, nested objects `outer/inner`, strings text. */
  log(values: object, step?: number): void
  /** One picture or a list of them per name. */
  logImages(values: object, step?: number): void
  /** Rows with `columns`, or a `dataframe`: a list of objects. */
  logTable(name: string, columns?: string[], data?: unknown[][], dataframe?: object, step?: number): void
  logFigure(figure: unknown, name: string, step?: number): void
  logArtifact(localPath: string, name?: string): void
  logArtifacts(localDir: string, name?: string): void
  /** Accelerate calls it in `end_training`; the last integration of a run ends the run. */
  finish(): Promise<void>
}

const VALUES = { values: 'object', step: 'step?' } as const

const hooks: HookTable = {
  store_init_configuration: hook('storeInitConfiguration', 'Merges into the config.', { values: 'object' }),
  log: hook('log', 'Numbers are metrics, nested objects are flattened with `/`, strings are text.', VALUES),
  log_images: hook('logImages', 'A picture, or a list of them, per name.', VALUES),
  log_table: hook(
    'logTable',
    'A table from rows with `columns`, or from a `dataframe`: a list of objects, or columns.',
    {
      name: 'name',
      columns: 'list?',
      data: 'value?',
      dataframe: 'value?',
      step: 'step?',
    },
  ),
  log_figure: hook('logFigure', 'A figure drawn to pixels, or the bytes or path of a picture.', {
    figure: 'value',
    name: 'name',
    step: 'step?',
  }),
  log_artifact: hook('logArtifact', 'Logs a file as a version of the artifact `name`; default `<run id>-artifacts`.', {
    local_path: 'name',
    name: 'name?',
  }),
  log_artifacts: hook('logArtifacts', 'The same for all files of a folder.', { local_dir: 'name', name: 'name?' }),
  finish: hook('finish', 'Ends the run when this is its last integration; `end_training` calls it.'),
}

export class AccelerateIntegration extends TrackerAdapter<AccelerateTracker> {
  constructor(run: Run) {
    super('accelerate', hooks, run)
  }

  storeInitConfiguration(values: object): void {
    this.run.updateConfig(plainParams(values) as object)
  }

  log(values: object, step?: number): void {
    const { numbers, media } = splitMixed(values)
    this.logPoints(numbers, at(step))
    for (const { type, key, data, options } of media) this.logMedia(type, key, data, { ...at(step), ...options })
  }

  logImages(values: object, step?: number): void {
    for (const [name, images] of Object.entries(values)) this.logMedia('image', name, images, at(step))
  }

  logTable(name: string, columns?: string[], data?: unknown[][], dataframe?: object, step?: number): void {
    this.logMedia('table', name, dataframe ?? (columns ? { columns, rows: data } : data), at(step))
  }

  logFigure(figure: unknown, name: string, step?: number): void {
    const { type, data, options } = readFigure(figure)
    this.logMedia(type, name, data, { ...at(step), ...options })
  }

  logArtifact(localPath: string, name = `${this.run.id}-artifacts`): void {
    this.run.logArtifact(new Artifact(name, 'custom').addFile(localPath))
  }

  logArtifacts(localDir: string, name = `${this.run.id}-artifacts`): void {
    this.run.logArtifact(new Artifact(name, 'custom').addDirectory(localDir))
  }
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
  return init('accelerate', options)
}
