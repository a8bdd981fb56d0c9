import {
  CallbackAdapter,
  init,
  registerIntegration,
  type HookTable,
  type InitOptions,
  type IntegrationDefinition,
  type Run,
} from '@seetrain/core'
import { CheckpointFiles } from '../files/checkpoint-files.ts'
import { hook } from '../hooks/hook.ts'
import { modelText } from '../text/model-text.ts'
import { plainParams } from '../text/plain-params.ts'
import { at, metricValues } from '../values/metric-values.ts'

/** What `getCallback()` returns: the methods that a Lightning Trainer and its users call on a logger. None of them throws. */
export interface LightningLogger {
  logMetrics(metrics: object, step?: number): void
  logHyperparams(params: object): void
  logGraph(model: unknown): void
  logImage(key: string, images: unknown, step?: number, caption?: string | string[]): void
  logAudio(key: string, audios: unknown, step?: number, sampleRate?: number): void
  logVideo(key: string, videos: unknown, step?: number, fps?: number): void
  logText(key: string, text: string | string[], step?: number): void
  logTable(key: string, columns?: string[], data?: unknown[][], dataframe?: object, step?: number): void
  afterSaveCheckpoint(checkpoint: object): void
  finalize(status: string): void
}

const hooks: HookTable = {
  log_metrics: hook(
    'logMetrics',
    'Logs the metrics. `epoch`, which Lightning adds to each call, becomes the epoch of the points.',
    { metrics: 'object', step: 'step?' },
  ),
  log_hyperparams: hook(
    'logHyperparams',
    'Merges into the config; nesting is kept. Functions and live objects become their names.',
    { params: 'object' },
  ),
  log_graph: hook('logGraph', "Keeps the model's text as `model/graph`.", { model: 'value' }),
  log_image: hook('logImage', 'A picture, or a list of them. `caption` is one text, or one per picture.', {
    key: 'name',
    images: 'value',
    step: 'step?',
    caption: 'value?',
  }),
  log_audio: hook('logAudio', 'A sound: samples with their rate, a file, or a list of files.', {
    key: 'name',
    audios: 'value',
    step: 'step?',
    sample_rate: 'number?',
  }),
  log_video: hook('logVideo', 'A film: a file, or frames.', {
    key: 'name',
    videos: 'value',
    step: 'step?',
    fps: 'number?',
  }),
  log_text: hook('logText', 'A text, or a list of texts.', { key: 'name', text: 'value', step: 'step?' }),
  log_table: hook(
    'logTable',
    'A table from rows with `columns`, or from a `dataframe`: a list of objects, or columns.',
    {
      key: 'name',
      columns: 'list?',
      data: 'value?',
      dataframe: 'value?',
      step: 'step?',
    },
  ),
  after_save_checkpoint: hook(
    'afterSaveCheckpoint',
    'Logs each file that changed as a version of `checkpoint-<run id>`, with the moving aliases `best` and `last`. Reads `best_model_path`, `last_model_path`, `best_k_models` (an object by path, or a list of paths), `best_model_score`, `monitor` and `mode`.',
    { checkpoint_callback: 'object' },
  ),
  finalize: hook(
    'finalize',
    '`failed` marks the run failed. It does not end the run: a Trainer calls it after each fit and each test.',
    { status: 'name' },
  ),
}

export class PytorchLightningIntegration extends CallbackAdapter<LightningLogger> {
  readonly #checkpoints: CheckpointFiles

  constructor(run: Run) {
    super('pytorch_lightning', hooks, run)
    this.#checkpoints = new CheckpointFiles(run)
  }

  logMetrics(metrics: object, step?: number): void {
    const { epoch, ...values } = metricValues(metrics)
    this.logPoints(values, at(step, epoch))
  }

  logHyperparams(params: object): void {
    this.run.updateConfig(plainParams(params) as object)
  }

  logGraph(model: unknown): void {
    this.logMedia('text', 'model/graph', modelText(model))
  }

  logImage(key: string, images: unknown, step?: number, caption?: string | string[]): void {
    const words = Array.isArray(caption) ? { captions: caption } : caption !== undefined && { caption }
    this.logMedia('image', key, images, { ...at(step), ...words })
  }

  logAudio(key: string, audios: unknown, step?: number, sampleRate?: number): void {
    this.logMedia('audio', key, audios, { ...at(step), ...(sampleRate !== undefined && { sampleRate }) })
  }

  logVideo(key: string, videos: unknown, step?: number, fps?: number): void {
    this.logMedia('video', key, videos, { ...at(step), ...(fps !== undefined && { fps }) })
  }

  logText(key: string, text: string | string[], step?: number): void {
    this.logMedia('text', key, text, at(step))
  }

  logTable(key: string, columns?: string[], data?: unknown[][], dataframe?: object, step?: number): void {
    this.logMedia('table', key, dataframe ?? (columns ? { columns, rows: data } : data), at(step))
  }

  // Lightning calls this twice per save when it keeps a last checkpoint
  afterSaveCheckpoint(checkpoint: object): void {
    const { best, last, kept, metadata } = readCheckpoint(checkpoint as Record<string, unknown>)
    const paths = [...new Set([best, last, ...kept])].filter(path => path !== undefined)
    const aliasesOf = (path: string) => [
      ...(path === best ? ['best'] : []),
      ...(path === (last ?? path) ? ['last'] : []),
    ]
    this.#checkpoints.log(paths.map(path => ({ path, aliases: aliasesOf(path), metadata })))
  }

  finalize(status: string): void {
    this.setOutcome(status === 'failed' ? { state: 'failed' } : undefined)
  }
}

function readCheckpoint(given: Record<string, unknown>) {
  const read = (name: string, pythonName: string) => given[name] ?? given[pythonName]
  const kept = read('bestKModels', 'best_k_models') ?? {}
  const words = { monitor: given['monitor'], mode: given['mode'], score: read('bestModelScore', 'best_model_score') }
  return {
    best: pathOrNone(read('bestModelPath', 'best_model_path')),
    last: pathOrNone(read('lastModelPath', 'last_model_path')),
    kept: (Array.isArray(kept) ? kept : Object.keys(kept)).map(pathOrNone),
    metadata: metricValues(Object.fromEntries(Object.entries(words).filter(([, value]) => (value ?? null) !== null))),
  }
}

// Lightning says '' where there is none
function pathOrNone(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

export const definition: IntegrationDefinition = {
  framework: 'pytorch_lightning',
  mode: 'callback',
  package: 'lightning',
  hooks,
  create: run => new PytorchLightningIntegration(run),
}

export function initPytorchLightning(options: InitOptions = {}): PytorchLightningIntegration {
  registerIntegration(definition)
  return init('pytorch_lightning', options)
}
