import { statSync } from 'node:fs'
import { basename } from 'node:path'
import {
  Artifact,
  CallbackAdapter,
  checkObject,
  checkStep,
  checkString,
  init,
  registerIntegration,
  type HookTable,
  type InitOptions,
  type IntegrationDefinition,
  type LogOptions,
  type Run,
} from '@seetrain/core'
import { modelText } from '../text/model-text.ts'
import { plainParams } from '../text/plain-params.ts'

/** What `getCallback()` returns: the methods that a Lightning Trainer calls on its logger. None of them throws. */
export interface LightningLogger {
  /** `epoch`, which Lightning adds to each call, becomes the epoch of the points. */
  logMetrics(metrics: object, step?: number): void
  logHyperparams(params: object): void
  logGraph(model: unknown): void
  /** Logs what a ModelCheckpoint wrote since the last call, with the moving aliases `best` and `last`. */
  afterSaveCheckpoint(checkpoint: object): void
  /** `failed` marks the run failed when it ends. The run stays open: a Trainer calls it after each fit and test. */
  finalize(status: string): void
}

const hooks: HookTable = {
  log_metrics: {
    method: 'logMetrics',
    parse: ([metrics, step]) => [checkObject('metrics', metrics), checkStep('step', step)],
  },
  log_hyperparams: { method: 'logHyperparams', parse: ([params]) => [checkObject('params', params)] },
  log_graph: { method: 'logGraph' },
  after_save_checkpoint: {
    method: 'afterSaveCheckpoint',
    parse: ([checkpoint]) => [checkObject('checkpoint_callback', checkpoint)],
  },
  finalize: { method: 'finalize', parse: ([status]) => [checkString('status', status)] },
}

export class PytorchLightningIntegration extends CallbackAdapter<LightningLogger> {
  /** Size and time of each checkpoint file when it was logged. */
  readonly #logged = new Map<string, string>()

  constructor(run: Run) {
    super('pytorch_lightning', hooks, run)
  }

  logMetrics(metrics: object, step?: number): void {
    const { epoch, ...values } = metrics as Record<string, unknown>
    const options: LogOptions = {}
    if (step !== undefined) options.step = step
    if (typeof epoch === 'number') options.epoch = epoch
    this.logPoints(values, options)
  }

  logHyperparams(params: object): void {
    this.run.updateConfig(plainParams(params) as object)
  }

  logGraph(model: unknown): void {
    this.logMedia('text', 'model/graph', modelText(model))
  }

  afterSaveCheckpoint(checkpoint: object): void {
    const { best, last, kept, ...words } = readCheckpoint(checkpoint as Record<string, unknown>)
    const files = [...new Set([best, last, ...kept])]
      .filter(path => typeof path === 'string')
      .map(path => ({ path, ...statOf(path) }))
    // Lightning calls this twice per save when it keeps a last checkpoint: only what changed is a new version
    const changed = files.filter(file => this.#logged.get(file.path) !== file.signature).sort((a, b) => a.time - b.time)
    for (const { path, signature } of changed) {
      this.#logFile(path, [...(path === best ? ['best'] : []), ...(path === (last ?? path) ? ['last'] : [])], words)
      this.#logged.set(path, signature)
    }
  }

  finalize(status: string): void {
    this.setOutcome(status === 'failed' ? { state: 'failed' } : undefined)
  }

  #logFile(path: string, aliases: string[], words: object): void {
    const artifact = new Artifact(`checkpoint-${this.run.id}`, 'checkpoint', {
      metadata: { file: basename(path), ...words },
    })
    this.run.logArtifact(artifact.addFile(path), { aliases })
  }
}

function readCheckpoint(given: Record<string, unknown>) {
  const read = (name: string, pythonName: string) => given[name] ?? given[pythonName]
  const kept = read('bestKModels', 'best_k_models')
  const words = { monitor: given['monitor'], mode: given['mode'], score: read('bestModelScore', 'best_model_score') }
  return {
    best: pathOrNone(read('bestModelPath', 'best_model_path')),
    last: pathOrNone(read('lastModelPath', 'last_model_path')),
    kept: typeof kept === 'object' && kept !== null ? Object.keys(kept) : [],
    ...Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined && value !== null)),
  }
}

// Lightning says '' where there is none
function pathOrNone(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function statOf(path: string): { time: number; signature: string } {
  const { size, mtimeMs } = statSync(path)
  return { time: mtimeMs, signature: `${size} ${mtimeMs}` }
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
  return init('pytorch_lightning', options) as PytorchLightningIntegration
}
