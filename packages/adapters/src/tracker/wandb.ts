import { statSync } from 'node:fs'
import {
  Artifact,
  init,
  registerIntegration,
  TrackerAdapter,
  type ArtifactType,
  type Config,
  type FinishOptions,
  type InitOptions,
  type IntegrationDefinition,
  type LoggedArtifact,
  type MetricDefinition,
  type Run,
  type RunWords,
} from '@seetrain/core'
import { modelText } from '../text/model-text.ts'
import { plainParams } from '../text/plain-params.ts'
import { at, metricValues } from '../values/metric-values.ts'
import { splitMixed } from '../values/mixed-values.ts'
import { artifactFrom, WandbArtifact, type ArtifactFacts } from '../wandb/artifact.ts'
import { hooks, type AlertWords, type LogPlace, type MetricWords, type WandbFunctions } from '../wandb/hooks.ts'
import {
  WandbAudio,
  WandbHistogram,
  WandbHtml,
  WandbImage,
  WandbMolecule,
  WandbObject3D,
  WandbTable,
  WandbVideo,
} from '../wandb/media.ts'
import { MetricPatterns } from '../wandb/metric-patterns.ts'
import { plot } from '../wandb/plots.ts'

const MEMBERS = {
  Image: WandbImage,
  Audio: WandbAudio,
  Video: WandbVideo,
  Table: WandbTable,
  Histogram: WandbHistogram,
  Html: WandbHtml,
  Object3D: WandbObject3D,
  Molecule: WandbMolecule,
  Artifact: WandbArtifact,
  plot,
}

/** What `getTracker()` returns: the surface of the `wandb` module. */
export type WandbTracker = WandbFunctions &
  typeof MEMBERS & {
    /** Live, with an `update` as in W&B. */
    readonly config: Config & { update(values: object): void }
    /** Reads the summary of the run; what is set is logged. */
    readonly summary: { [name: string]: unknown } & { update(values: object): void }
    readonly run: { readonly id: string; readonly name: string; readonly project: string; readonly dir: string }
  }

const LEVELS: { [level: string]: 'info' | 'warning' | 'error' } = { INFO: 'info', WARN: 'warning', ERROR: 'error' }
const OF_WANDB = new Set(['_step', '_runtime', '_timestamp', '_wandb'])

export class WandbIntegration extends TrackerAdapter<WandbTracker> {
  readonly #patterns = new MetricPatterns()
  #step = 0

  constructor(run: Run) {
    super('wandb', hooks, run)
  }

  override getTracker(): WandbTracker {
    const { run } = this
    const functions = this.listener as unknown as WandbFunctions
    const withUpdate = (target: object, update: (values: object) => void) =>
      new Proxy(target, { get: (of, name) => (name === 'update' ? update : (Reflect.get(of, name) as unknown)) })
    const summary = new Proxy(
      {},
      {
        get: (_, name) => Reflect.get(run.summary, name) as unknown,
        set: (_, name, value) => (functions.summaryUpdate({ [String(name)]: value }), true),
      },
    )
    return {
      ...functions,
      ...MEMBERS,
      run,
      config: withUpdate(run.config, functions.configUpdate) as WandbTracker['config'],
      summary: withUpdate(summary, functions.summaryUpdate) as WandbTracker['summary'],
    }
  }

  init(options: object = {}): void {
    const { config, job_type: pythonType, jobType = pythonType, ...others } = options as Record<string, unknown>
    const words = { ...others, jobType } as Record<string, unknown>
    const known = ['name', 'notes', 'tags', 'group', 'jobType'].filter(word => (words[word] ?? null) !== null)
    if (known.length > 0) this.run.edit(Object.fromEntries(known.map(word => [word, words[word]])) as RunWords)
    if (typeof config === 'object' && config !== null) this.configUpdate(config)
  }

  log(data: object, place: number | LogPlace = {}, commit?: boolean): void {
    const given = typeof place === 'number' ? { step: place, commit } : { commit, ...place }
    const step = given.step ?? this.#step
    const kept = Object.fromEntries(Object.entries(data).filter(([name]) => !OF_WANDB.has(name)))
    const { numbers, media } = splitMixed(kept)
    this.#patterns.meet(numbers, (name, definition) => this.run.defineMetric(name, definition))
    this.logPoints(numbers, at(step))
    for (const { type, key, data, options } of media) this.logMedia(type, key, data, { ...at(step), ...options })
    this.#step = (given.commit ?? given.step === undefined) ? step + 1 : step
  }

  configUpdate(values: object): void {
    this.run.updateConfig(plainParams(values) as object)
  }

  summaryUpdate(values: object): void {
    const entries = Object.entries(metricValues(values))
    const isNumber = ([, value]: [string, unknown]) => typeof value === 'number'
    const words = entries.filter(entry => !isNumber(entry))
    if (words.length < entries.length) this.logPoints(Object.fromEntries(entries.filter(isNumber)))
    if (words.length > 0) this.run.updateConfig({ summary: plainParams(Object.fromEntries(words)) })
  }

  defineMetric(name: string, options: MetricWords = {}): void {
    const { step_metric: pythonStep, stepMetric = pythonStep, summary, goal } = options
    const rules = summary?.split(',')[0]
    const known = { stepKey: stepMetric, summary: rules === 'copy' ? 'last' : rules, goal }
    const given = Object.entries(known).filter(([, value]) => (value ?? null) !== null)
    const definition = Object.fromEntries(given) as MetricDefinition
    if (name.endsWith('*')) this.#patterns.add(name, definition)
    else this.run.defineMetric(name, definition)
  }

  alert(words: string | AlertWords, text?: string, level?: string): void {
    const given = typeof words === 'string' ? { title: words, text, level } : words
    this.run.alert(given.title, {
      level: LEVELS[given.level ?? 'INFO'] ?? 'info',
      ...(given.text !== undefined && { text: given.text }),
    })
  }

  save(path: string): void {
    this.#logPath(`${this.run.id}-files`, 'custom', path)
  }

  logArtifact(artifact: object, aliases?: string[]): LoggedArtifact | undefined {
    const facts = artifact as ArtifactFacts
    const made = Artifact.isInstance(artifact) ? artifact : artifactFrom(facts)
    const names = aliases ?? facts.aliases
    return this.run.logArtifact(made, names && { aliases: names })
  }

  useArtifact(reference: string): void {
    this.run.useArtifact(reference)
  }

  logModel(path: string, name = `model-${this.run.id}`): void {
    this.#logPath(name, 'model', path)
  }

  watch(model: unknown): void {
    this.logMedia('text', 'model/graph', modelText(model))
  }

  override finish(outcome?: FinishOptions | number): Promise<void> {
    if (typeof outcome !== 'number') return super.finish(outcome)
    return super.finish({ state: outcome === 0 ? 'finished' : 'failed', exitCode: outcome })
  }

  #logPath(name: string, type: ArtifactType, path: string): void {
    const artifact = new Artifact(name, type)
    this.run.logArtifact(statSync(path).isDirectory() ? artifact.addDirectory(path) : artifact.addFile(path))
  }
}

export const definition: IntegrationDefinition = {
  framework: 'wandb',
  mode: 'tracker',
  package: 'wandb',
  hooks,
  create: run => new WandbIntegration(run),
}

export function initWandb(options: InitOptions = {}): WandbIntegration {
  registerIntegration(definition)
  return init('wandb', options)
}
