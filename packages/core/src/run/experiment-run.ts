import type { Artifact } from '../artifact/artifact.ts'
import type { ArtifactStore } from '../artifact/artifact-store.ts'
import { producedEdges, usedEdge } from '../artifact/lineage.ts'
import type { AlertLevel, AlertRecord, EndRecord, EndState, MediaType } from '../contracts/record.ts'
import type { Config, FinishOptions, LoggedArtifact, LogOptions, LogValues, MediaOptions, MetricDefinition, MetricProcessor, Run, RunStats, RunWords, ScalarOptions, ThrottledLog, UsedArtifact } from '../contracts/run.ts'
import { events } from '../events.ts'
import { toPlainObject } from '../record/to-plain.ts'
import type { Companions } from './companions.ts'
import { deactivate } from './context.ts'
import { errorInfo } from './error-info.ts'
import { unwatchProcess, watchProcess, type Ending } from './lifecycle.ts'
import { liveConfig } from './live-config.ts'
import type { MediaLog } from './media-log.ts'
import type { MetricLog } from './metric-log.ts'
import { checkChoice, checkDefinition, checkWords } from './run-arguments.ts'
import type { RunRecorder } from './run-recorder.ts'
import { throttledLog } from './throttled-log.ts'
import { ValueLog } from './value-log.ts'

/** What a run is made of; `open-run.ts` puts it together. */
export interface RunParts {
  id: string
  dir: string
  recorder: RunRecorder
  metrics: MetricLog
  media: MediaLog
  artifacts: ArtifactStore
  companions: Companions
  durable: boolean
}

/** A run that is being recorded. Nothing that its methods meet is thrown into the caller, except by `useArtifact`. */
export class ExperimentRun implements Run, Ending {
  readonly id: string
  readonly dir: string
  readonly config: Config
  readonly #parts: RunParts
  readonly #recorder: RunRecorder
  readonly #values: ValueLog
  #ended = false
  #finishing: Promise<void> | undefined

  constructor(parts: RunParts) {
    const { recorder } = parts
    this.id = parts.id
    this.dir = parts.dir
    this.#parts = parts
    this.#recorder = recorder
    this.#values = new ValueLog(recorder, parts.metrics, parts.media)
    this.config = liveConfig(
      recorder.state.config,
      change => this.#do('config', () => recorder.record({ kind: 'config', time: recorder.clock.now(), ...change })),
      error => recorder.fail('config', error),
    )
    recorder.onProblem = message => events.emit('problem', this, message)
    watchProcess(this)
  }

  get name(): string {
    return this.#recorder.state.name
  }

  get project(): string {
    return this.#recorder.state.project
  }

  get state(): 'running' | EndState {
    return this.#ended ? this.#recorder.state.state : 'running'
  }

  get summary(): { [key: string]: number } {
    return this.#recorder.state.summary
  }

  log(values: LogValues, options?: LogOptions): void {
    if (this.#ended) this.#late('log')
    else this.#values.log(values, options)
  }

  logEvery(every: number | { ms: number }): ThrottledLog {
    return this.#recorder.guard('logEvery', () => throttledLog(this, every, this.#recorder.clock)) ?? (() => false)
  }

  logScalar(key: string, value: unknown, options?: ScalarOptions): void {
    this.#do('logScalar', () => this.#values.scalar(key, value, options))
  }

  logImage(key: string, image: unknown, options?: MediaOptions): void {
    this.#logMedia('logImage', 'image', key, image, options)
  }

  logAudio(key: string, audio: unknown, options?: MediaOptions): void {
    this.#logMedia('logAudio', 'audio', key, audio, options)
  }

  logText(key: string, text: unknown, options?: MediaOptions): void {
    this.#logMedia('logText', 'text', key, text, options)
  }

  logVideo(key: string, video: unknown, options?: MediaOptions): void {
    this.#logMedia('logVideo', 'video', key, video, options)
  }

  logTable(key: string, table: unknown, options?: MediaOptions): void {
    this.#logMedia('logTable', 'table', key, table, options)
  }

  logHistogram(key: string, values: unknown, options?: MediaOptions): void {
    this.#logMedia('logHistogram', 'histogram', key, values, options)
  }

  logPlot(key: string, plot: unknown, options?: MediaOptions): void {
    this.#logMedia('logPlot', 'plot', key, plot, options)
  }

  logObject3D(key: string, object: unknown, options?: MediaOptions): void {
    this.#logMedia('logObject3D', 'object3d', key, object, options)
  }

  logHtml(key: string, html: unknown, options?: MediaOptions): void {
    this.#logMedia('logHtml', 'html', key, html, options)
  }

  logMolecule(key: string, molecule: unknown, options?: MediaOptions): void {
    this.#logMedia('logMolecule', 'molecule', key, molecule, options)
  }

  logArtifact(artifact: Artifact, options: { aliases?: string[]; step?: number } = {}): LoggedArtifact | undefined {
    return this.#do('logArtifact', () => {
      const time = this.#recorder.clock.now()
      const { project, id: runId } = this
      const stored = this.#parts.artifacts.put(artifact, { ...options, project, runId })
      this.#recorder.record({ kind: 'artifact', time, ...stored })
      const { name, version, digest, aliases } = stored
      for (const edge of producedEdges(this.#parts.artifacts.find(project, `${name}:${version}`), runId, time)) this.#recorder.record(edge)
      return { name, version, digest, aliases }
    })
  }

  useArtifact(reference: string): UsedArtifact {
    const { project } = this
    const artifact = this.#parts.artifacts.find(project, reference)
    this.#do('useArtifact', () => this.#recorder.record(usedEdge(artifact, this.id, this.#recorder.clock.now())))
    return artifact
  }

  updateConfig(values: object): void {
    this.#do('updateConfig', () => {
      this.#recorder.record({ kind: 'config', time: this.#recorder.clock.now(), set: toPlainObject(values, 'config') })
    })
  }

  defineMetric(key: string, definition: MetricDefinition): void {
    this.#do('defineMetric', () => {
      if (!this.#parts.metrics.acceptsKey(key)) return
      const metadata = definition.metadata && toPlainObject(definition.metadata, 'metadata')
      this.#parts.metrics.define(this.#recorder.clock.now(), key, checkDefinition(definition), metadata)
    })
  }

  addMetricProcessor(processor: MetricProcessor): void {
    this.#parts.metrics.addProcessor(processor)
  }

  alert(title: string, { text, level = 'info', step }: { text?: string; level?: AlertLevel; step?: number } = {}): void {
    this.#do('alert', () => {
      checkChoice('level', level, ['info', 'warning', 'error'])
      const alert: AlertRecord = { kind: 'alert', time: this.#recorder.clock.now(), title: String(title), level }
      if (text !== undefined) alert.text = String(text)
      if (step !== undefined) alert.step = step
      this.#recorder.record(alert)
      events.emit('alert', this, alert)
    })
  }

  edit(words: RunWords): void {
    this.#do('edit', () => this.#recorder.record({ kind: 'edit', time: this.#recorder.clock.now(), ...checkWords(words) }))
  }

  markFramework(framework: string): void {
    const frameworks = this.#recorder.state.frameworks
    if (!frameworks.includes(framework)) this.updateConfig({ frameworks: [...frameworks, framework] })
  }

  stats(): RunStats {
    return { ...this.#recorder.stats(), sinks: this.#parts.companions.stats() }
  }

  async flush(): Promise<void> {
    this.#recorder.journal.flush()
    if (this.#parts.durable) await this.#recorder.journal.sync()
    await this.#parts.companions.flush()
  }

  finish(outcome: FinishOptions = {}): Promise<void> {
    this.#finishing ??= this.#finish(outcome)
    return this.#finishing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.finish()
  }

  flushNow(): void {
    this.#recorder.journal.flush()
  }

  endNow(outcome: FinishOptions): void {
    if (this.#ended) return
    this.#parts.companions.stop()
    this.#end(outcome)
    this.#recorder.journal.close()
    this.#parts.companions.close()
  }

  async #finish(outcome: FinishOptions): Promise<void> {
    if (this.#ended) return
    this.#parts.companions.stop()
    await this.#parts.companions.settle()
    this.#end(outcome)
    this.#recorder.journal.flush()
    await this.#recorder.guardAsync('finish', async () => {
      if (this.#parts.durable) await this.#recorder.journal.sync()
      await this.#parts.companions.finish()
    })
    this.#recorder.journal.close()
    this.#parts.companions.close()
  }

  #end({ state = 'finished', exitCode, signal, error }: FinishOptions): void {
    if (this.#ended) return
    this.#ended = true
    const end: EndRecord = { kind: 'end', time: this.#recorder.clock.now(), state, dropped: this.#recorder.dropped }
    if (exitCode !== undefined) end.exitCode = exitCode
    if (signal !== undefined) end.signal = signal
    if (error !== undefined) end.error = errorInfo(error)
    this.#recorder.record(end)
    unwatchProcess(this)
    deactivate(this)
    events.emit('run-end', this)
  }

  #logMedia(call: string, type: MediaType, key: string, value: unknown, options: MediaOptions = {}): void {
    this.#do(call, () => this.#parts.media.logAs(type, key, value, options, this.#values.place(options)))
  }

  #do<T>(call: string, work: () => T): T | undefined {
    if (!this.#ended) return this.#recorder.guard(call, work)
    this.#late(call)
    return undefined
  }

  #late(call: string): void {
    this.#recorder.reject('late', `${call}: the run has ended, nothing more is recorded. Log before finish(), or init with resume: 'allow'.`)
  }
}
