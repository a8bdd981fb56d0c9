import type { Artifact } from '../artifact/artifact.ts'
import type { BlobStore } from '../contracts/blob-store.ts'
import type { AlertLevel, BlobRef, EndState, MediaType } from '../contracts/record.ts'
import type {
  Config,
  FinishOptions,
  LoggedArtifact,
  LogOptions,
  LogValues,
  MediaOptions,
  MetricDefinition,
  MetricProcessor,
  Run,
  RunStats,
  RunWords,
  ScalarOptions,
  ThrottledLog,
  UsedArtifact,
} from '../contracts/run.ts'
import { announce } from '../events.ts'
import { toPlainObject } from '../record/to-plain.ts'
import type { ArtifactLog } from './artifact-log.ts'
import type { Companions } from './companions.ts'
import { deactivate } from './context.ts'
import { endRecord } from './end-record.ts'
import { unwatchProcess, watchProcess, type Ending } from './lifecycle.ts'
import { liveConfig } from './live-config.ts'
import type { MediaLog } from './media-log.ts'
import { MediaMethods } from './media-methods.ts'
import type { MetricLog } from './metric-log.ts'
import { checkDefinition, checkOutcome, checkWords, toAlert } from './run-arguments.ts'
import type { ProcessRecord, RunRecorder } from './run-recorder.ts'
import { SpanLog, type SpanSource } from './span-log.ts'
import { throttledLog } from './throttled-log.ts'
import { ValueLog } from './value-log.ts'

/** What a run is made of; `open-run.ts` puts it together. */
export interface RunParts {
  id: string
  dir: string
  recorder: RunRecorder
  metrics: MetricLog
  media: MediaLog
  artifacts: ArtifactLog
  blobs: BlobStore
  companions: Companions
  durable: boolean
}

/** A run that is being recorded. Nothing that its methods meet is thrown into the caller, except by `useArtifact`. */
export class ExperimentRun extends MediaMethods implements Run, Ending {
  readonly id: string
  readonly dir: string
  readonly config: Config
  readonly #parts: RunParts
  readonly #recorder: RunRecorder
  readonly #values: ValueLog
  readonly #spans: SpanLog
  #ended: EndState | undefined
  /** What `finish` was told; the end of the process knows no better. */
  #outcome: FinishOptions | undefined
  #finishing: Promise<void> | undefined

  constructor(parts: RunParts) {
    super()
    const { recorder } = parts
    this.id = parts.id
    this.dir = parts.dir
    this.#parts = parts
    this.#recorder = recorder
    this.#values = new ValueLog(recorder, parts.metrics, parts.media)
    this.#spans = new SpanLog(recorder)
    this.config = liveConfig(recorder.state.config, work =>
      this.#do('config', () => {
        const change = work()
        if (change !== undefined) recorder.append({ kind: 'config', time: recorder.clock.now(), ...change })
      }),
    )
    recorder.onProblem = message => announce('problem', this, message)
    watchProcess(this)
  }

  get name(): string {
    return this.#recorder.state.name
  }

  get project(): string {
    return this.#recorder.state.project
  }

  get state(): 'running' | EndState {
    return this.#ended ?? 'running'
  }

  get summary(): { [key: string]: number } {
    return this.#recorder.state.summary
  }

  log(values: LogValues, options?: LogOptions): void {
    if (this.#ended !== undefined) this.#late('log')
    else this.#values.log(values, options)
  }

  logEvery(every: number | { ms: number }): ThrottledLog {
    return this.#recorder.guard('logEvery', () => throttledLog(this, every, this.#recorder.clock)) ?? (() => false)
  }

  logScalar(key: string, value: unknown, options?: ScalarOptions): void {
    this.#do('logScalar', () => this.#values.scalar(key, value, options))
  }

  logSpan(span: SpanSource): void {
    this.#do('logSpan', () => this.#spans.add(span))
  }

  storeBlob(bytes: Uint8Array, mime: string): BlobRef | undefined {
    return this.#do('storeBlob', () => this.#parts.blobs.put(bytes, mime))
  }

  logArtifact(artifact: Artifact, options: { aliases?: string[]; step?: number } = {}): LoggedArtifact | undefined {
    return this.#do('logArtifact', () => this.#parts.artifacts.log(artifact, options))
  }

  useArtifact(reference: string): UsedArtifact {
    const artifact = this.#parts.artifacts.find(reference)
    this.#do('useArtifact', () => this.#parts.artifacts.markUsed(artifact))
    return artifact
  }

  updateConfig(values: object): void {
    this.#do('updateConfig', () => {
      this.#recorder.record({ kind: 'config', time: this.#recorder.clock.now(), set: toPlainObject(values, 'config') })
    })
  }

  defineMetric(key: string, definition: MetricDefinition): void {
    this.#do('defineMetric', () => {
      const { metrics } = this.#parts
      if (metrics.acceptsKey(key))
        metrics.define(key, checkDefinition(definition, this.#recorder.state.metrics.get(key)?.goal))
    })
  }

  addMetricProcessor(processor: MetricProcessor): void {
    this.#parts.metrics.addProcessor(processor)
  }

  alert(title: string, options?: { text?: string; level?: AlertLevel; step?: number }): void {
    this.#do('alert', () => {
      const alert = toAlert(title, options, this.#recorder.clock.now())
      this.#recorder.record(alert)
      announce('alert', this, alert)
    })
  }

  edit(words: RunWords): void {
    this.#do('edit', () =>
      this.#recorder.record({ kind: 'edit', time: this.#recorder.clock.now(), ...checkWords(words) }),
    )
  }

  /** What the process that the run is about found out about itself, where that is another one than this. */
  recordProcess(record: ProcessRecord): void {
    this.#do(record.kind, () => this.#recorder.record(record))
  }

  markFramework(framework: string): void {
    const frameworks = this.#recorder.state.frameworks
    if (!frameworks.includes(framework)) this.updateConfig({ frameworks: [...frameworks, framework] })
  }

  stats(): RunStats {
    return { ...this.#recorder.stats(), sinks: this.#parts.companions.stats() }
  }

  async flush(): Promise<void> {
    const { journal } = this.#recorder
    this.#spans.drain()
    if (!journal.flush()) throw journal.problem ?? new Error('the journal could not be written')
    if (this.#parts.durable) await journal.sync()
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
    this.#spans.drain()
    this.#recorder.journal.flush()
  }

  endNow(outcome: FinishOptions): void {
    if (this.#ended !== undefined) return
    this.#parts.companions.stop()
    this.#end(this.#outcome ?? outcome)
    this.#recorder.journal.close()
    this.#parts.companions.close()
  }

  async #finish(outcome: FinishOptions): Promise<void> {
    if (this.#ended !== undefined) return
    const { companions, durable } = this.#parts
    const { journal } = this.#recorder
    this.#outcome = this.#recorder.guard('finish', () => checkOutcome(outcome)) ?? {}
    companions.stop()
    await this.#recorder.guardAsync('finish', () => companions.settle())
    this.#end(this.#outcome)
    journal.flush()
    await this.#recorder.guardAsync('finish', async () => {
      if (durable) await journal.sync()
      await companions.finish()
    })
    journal.close()
    companions.close()
  }

  #end(outcome: FinishOptions): void {
    if (this.#ended !== undefined) return
    this.#spans.drain()
    const end = endRecord(outcome, this.#recorder.clock.now(), this.#recorder.dropped)
    this.#ended = end.state
    this.#recorder.record(end)
    unwatchProcess(this)
    deactivate(this)
    announce('run-end', this)
  }

  protected logMedia(call: string, type: MediaType, key: string, value: unknown, options: MediaOptions = {}): void {
    this.#do(call, () => this.#parts.media.logAs(type, key, value, options, this.#values.place(options)))
  }

  #do<T>(call: string, work: () => T): T | undefined {
    if (this.#ended === undefined) return this.#recorder.guard(call, work)
    this.#late(call)
    return undefined
  }

  #late(call: string): void {
    this.#recorder.reject(
      'late',
      `${call}: the run has ended, nothing more is recorded. Log before finish(), or init with resume: 'allow'.`,
    )
  }
}
