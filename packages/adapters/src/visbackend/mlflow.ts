import { basename, extname, posix } from 'node:path'
import {
  Artifact,
  init,
  InvalidArgumentError,
  registerIntegration,
  VisBackendAdapter,
  type HookTable,
  type InitOptions,
  type IntegrationDefinition,
  type Run,
} from '@seetrain/core'
import { hook, type ParameterKind } from '../hooks/hook.ts'
import { plainParams } from '../text/plain-params.ts'
import { readFigure } from '../values/media-value.ts'
import { at, metricValues, scalarOf, type Place } from '../values/metric-values.ts'

/** What `getBackend()` returns: the functions of the `mlflow` module that write into the active run. None of them throws. */
export interface MlflowBackend {
  startRun(runName?: string, description?: string, tags?: object): void
  setTag(key: string, value: unknown): void
  setTags(tags: object): void
  logParam(key: string, value: unknown): void
  logParams(params: object): void
  logMetric(key: string, value: unknown, step?: number, timestamp?: number): void
  logMetrics(metrics: object, step?: number, timestamp?: number): void
  logText(text: string, artifactFile: string): void
  logDict(dictionary: object, artifactFile: string): void
  logImage(image: unknown, artifactFile?: string, key?: string, step?: number, timestamp?: number): void
  logFigure(figure: unknown, artifactFile: string): void
  logTable(data: unknown, artifactFile: string): void
  logArtifact(localPath: string, artifactPath?: string): void
  logArtifacts(localDir: string, artifactPath?: string): void
  logModel(localPath: string, name?: string, metadata?: object): void
  logInput(dataset: object, context?: string): void
  endRun(status?: string): Promise<void>
}

const KEY = { key: 'name' } as const
const PLACE: Record<string, ParameterKind> = { step: 'step?', timestamp: 'number?' }
const FILE = { artifact_file: 'name' } as const

const hooks: HookTable = {
  start_run: hook('startRun', 'Gives the run its name, description and tags. The run is open already.', {
    run_name: 'text?',
    description: 'text?',
    tags: 'object?',
  }),
  set_tag: hook(
    'setTag',
    'Keeps the tag below `tags` in the config. `mlflow.runName` is the name of the run, `mlflow.note.content` its notes.',
    { ...KEY, value: 'value' },
  ),
  set_tags: hook('setTags', 'The same for several.', { tags: 'object' }),
  log_param: hook('logParam', 'Sets a member of the config.', { ...KEY, value: 'value' }),
  log_params: hook('logParams', 'Merges into the config.', { params: 'object' }),
  log_metric: hook('logMetric', 'Logs one metric. `timestamp` in milliseconds.', { ...KEY, value: 'value', ...PLACE }),
  log_metrics: hook('logMetrics', 'Logs metrics.', { metrics: 'object', ...PLACE }),
  log_text: hook('logText', 'A text; its key is the file without its ending.', { text: 'text', ...FILE }),
  log_dict: hook('logDict', 'An object, as the text of its JSON; its key is the file without its ending.', {
    dictionary: 'object',
    ...FILE,
  }),
  log_image: hook('logImage', 'A picture under `key`, or under the file without its ending.', {
    image: 'value',
    artifact_file: 'name?',
    key: 'name?',
    ...PLACE,
  }),
  log_figure: hook('logFigure', 'A picture (bytes, path) or a Plotly specification.', { figure: 'value', ...FILE }),
  log_table: hook('logTable', 'A table: an object of columns, or a list of rows as objects.', {
    data: 'value',
    ...FILE,
  }),
  log_artifact: hook(
    'logArtifact',
    'Logs a file as a version of the artifact `<run id>-artifacts`, below `artifact_path`.',
    {
      local_path: 'name',
      artifact_path: 'name?',
    },
  ),
  log_artifacts: hook('logArtifacts', 'The same for all files of a folder.', {
    local_dir: 'name',
    artifact_path: 'name?',
  }),
  log_model: hook(
    'logModel',
    'Logs a file or folder as a version of the artifact `<name>` of type model. Default name: `model-<run id>`.',
    {
      local_path: 'name',
      name: 'name?',
      metadata: 'object?',
    },
  ),
  log_input: hook('logInput', 'Keeps the dataset (`name`, `digest`, `source`, …) below `datasets` in the config.', {
    dataset: 'object',
    context: 'text?',
  }),
  end_run: hook('endRun', '`FAILED` and `KILLED` become the outcome. Ends the run when this is its last integration.', {
    status: 'name?',
  }),
}

const STATES: { [status: string]: 'finished' | 'failed' | 'killed' } = {
  FINISHED: 'finished',
  FAILED: 'failed',
  KILLED: 'killed',
}

export class MlflowIntegration extends VisBackendAdapter<MlflowBackend> {
  constructor(run: Run) {
    super('mlflow', hooks, run)
  }

  startRun(runName?: string, description?: string, tags?: object): void {
    if (runName) this.run.edit({ name: runName })
    if (description) this.run.edit({ description })
    if (tags) this.setTags(tags)
  }

  setTag(key: string, value: unknown): void {
    this.setTags({ [key]: value })
  }

  setTags(tags: object): void {
    const { 'mlflow.runName': name, 'mlflow.note.content': notes, ...others } = tags as Record<string, unknown>
    if (name !== undefined) this.run.edit({ name: String(name) })
    if (notes !== undefined) this.run.edit({ notes: String(notes) })
    if (Object.keys(others).length > 0) this.run.updateConfig({ tags: plainParams(others) })
  }

  logParam(key: string, value: unknown): void {
    this.logParams({ [key]: value })
  }

  logParams(params: object): void {
    this.run.updateConfig(plainParams(params) as object)
  }

  logMetric(key: string, value: unknown, step?: number, timestamp?: number): void {
    this.logPoints({ [key]: scalarOf(value) }, place(step, timestamp))
  }

  logMetrics(metrics: object, step?: number, timestamp?: number): void {
    this.logPoints(metricValues(metrics), place(step, timestamp))
  }

  logText(text: string, artifactFile: string): void {
    const ending = extname(artifactFile).toLowerCase()
    const isHtml = ending === '.html' || ending === '.htm'
    const isMarkdown = ending === '.md' || ending === '.markdown'
    const options = isMarkdown ? { format: 'markdown' } : {}
    this.logMedia(isHtml ? 'html' : 'text', keyOf(artifactFile), text, options)
  }

  logDict(dictionary: object, artifactFile: string): void {
    this.logMedia('text', keyOf(artifactFile), JSON.stringify(plainParams(dictionary), undefined, 2))
  }

  logImage(image: unknown, artifactFile?: string, key?: string, step?: number, timestamp?: number): void {
    const name = key ?? (artifactFile === undefined ? undefined : keyOf(artifactFile))
    if (name === undefined) throw new InvalidArgumentError('artifact_file', artifactFile, 'Pass a file name or a key.')
    this.logMedia('image', name, image, place(step, timestamp))
  }

  logFigure(figure: unknown, artifactFile: string): void {
    const { type, data, options } = readFigure(figure)
    this.logMedia(type, keyOf(artifactFile), data, options)
  }

  logTable(data: unknown, artifactFile: string): void {
    this.logMedia('table', keyOf(artifactFile), data)
  }

  logArtifact(localPath: string, artifactPath = ''): void {
    const artifact = new Artifact(`${this.run.id}-artifacts`, 'custom')
    this.run.logArtifact(artifact.addFile(localPath, posix.join(artifactPath, basename(localPath))))
  }

  logArtifacts(localDir: string, artifactPath?: string): void {
    this.run.logArtifact(new Artifact(`${this.run.id}-artifacts`, 'custom').addDirectory(localDir, artifactPath))
  }

  logModel(localPath: string, name = `model-${this.run.id}`, metadata: object = {}): void {
    const artifact = new Artifact(name, 'model', { metadata: plainParams(metadata) as object })
    this.run.logArtifact(extname(localPath) === '' ? artifact.addDirectory(localPath) : artifact.addFile(localPath))
  }

  logInput(dataset: object, context?: string): void {
    const { name = 'dataset', ...facts } = dataset as { name?: string }
    this.run.updateConfig({ datasets: { [name]: { ...(plainParams(facts) as object), ...(context && { context }) } } })
  }

  endRun(status = 'FINISHED'): Promise<void> {
    return this.finish({ state: STATES[status] ?? 'finished' })
  }
}

function place(step?: number, timestamp?: number): Place {
  return timestamp === undefined ? at(step) : { ...at(step), time: timestamp }
}

function keyOf(file: string): string {
  return file.slice(0, file.length - extname(file).length)
}

export const definition: IntegrationDefinition = {
  framework: 'mlflow',
  mode: 'visbackend',
  package: 'mlflow',
  hooks,
  create: run => new MlflowIntegration(run),
}

export function initMlflow(options: InitOptions = {}): MlflowIntegration {
  registerIntegration(definition)
  return init('mlflow', options)
}
