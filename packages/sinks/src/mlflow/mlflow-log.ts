import {
  applyConfig,
  MAIN_WRITER,
  plainToJson,
  type EndRecord,
  type OpenRecord,
  type Plain,
  type PlainObject,
  type RunRecord,
  type SinkBatch,
  type SinkRun,
} from '@seetrain/core'
import { configLeaves } from '../config-leaves.ts'
import { BlobReader } from '../files/blob-reader.ts'
import { ConsoleSpool } from './console-spool.ts'
import { findRun, parentOf, type Finder } from './find-run.ts'
import { recordTags } from './record-tags.ts'
import { inParallel } from './in-parallel.ts'
import { putArtifact, registerModel } from './run-artifacts.ts'
import { RunFiles } from './run-files.ts'
import { putMedia } from './run-media.ts'
import { RunTraces } from './run-traces.ts'
import { RunValues, type MlflowRun } from './run-values.ts'
import { RunWords } from './run-words.ts'

const STATUS = { finished: 'FINISHED', failed: 'FAILED', killed: 'KILLED' } as const

export interface MlflowLogOptions extends Finder {
  run: SinkRun
  sameMachine: boolean
  registerModels: boolean
}

/** One writer of a run on its way into a run of MLflow. */
export class MlflowLog {
  readonly #options: MlflowLogOptions
  readonly #found: MlflowRun
  readonly #values: RunValues
  readonly #words: RunWords
  readonly #blobs: BlobReader
  readonly #files: RunFiles
  readonly #traces: RunTraces
  readonly #console: ConsoleSpool
  readonly #config: PlainObject
  readonly #isMain: boolean
  #group: string | undefined
  /** Of the last batch that arrived. */
  #arrived = { offset: -1, console: 0 }

  private constructor(options: MlflowLogOptions, found: MlflowRun) {
    const { run, connection, sameMachine } = options
    const { words = {}, config = {}, console: bytes = 0 } = structuredClone(run.state) as Partial<LogState>
    this.#options = options
    this.#found = found
    this.#values = new RunValues(connection, found)
    this.#words = new RunWords(words)
    this.#group = this.#words.group ?? run.open.group
    this.#blobs = new BlobReader('mlflow', run.blobs, run.logger)
    const artifactUri = found.info.artifact_uri
    this.#files = new RunFiles({ connection, artifactUri, sameMachine, blobs: this.#blobs, run })
    this.#traces = new RunTraces(connection, run)
    this.#console = new ConsoleSpool(run, bytes)
    this.#arrived.console = bytes
    this.#config = config
    this.#isMain = run.open.writer.id === MAIN_WRITER
  }

  static async open(options: MlflowLogOptions): Promise<MlflowLog> {
    return new MlflowLog(options, await findRun(options, options.run.state))
  }

  get state(): PlainObject {
    const words = this.#words.state
    return { runId: this.#found.info.run_id, words, config: this.#config, console: this.#console.bytes }
  }

  /** Everything here may come again: MLflow has the same value, tag or file once. */
  async deliver({ records, offset, signal }: SinkBatch): Promise<void> {
    if (offset <= this.#arrived.offset) return
    this.#values.clear()
    this.#console.rewind(this.#arrived.console)
    this.#words.rewind()
    const update: RunUpdate = {}
    for (const record of records) this.#collect(record, update)
    for (const record of records)
      if (record.kind === 'open' || record.kind === 'edit') await this.#takeWords(record, update, signal)
    await this.#values.send(signal)
    await inParallel(records.filter(hasFiles), record => this.#putFiles(record, signal))
    if (records.some(({ kind }) => kind === 'config')) await this.#putConfig(signal)
    await this.#traces.send(records, this.#found, signal)
    await this.#values.send(signal)
    if (update.end_time !== undefined) await this.#putConsole(signal)
    await this.#update(update, signal)
    this.#arrived = { offset, console: this.#console.bytes }
    this.#words.confirm()
    this.#group = this.#words.group ?? this.#group
  }

  async flush(): Promise<void> {
    await this.#putConsole(this.#options.run.signal)
  }

  close(): void {
    this.#console.close()
  }

  #collect(record: RunRecord, update: RunUpdate): void {
    const values = this.#values
    switch (record.kind) {
      case 'metric':
        if (record.epoch !== undefined) values.addEpoch(record.epoch, record)
        return values.addMetric(record.key, record.value, record)
      case 'system':
        return this.#addSample(record.values, record.time)
      case 'config':
        applyConfig(this.#config, record.set, record.unset)
        for (const [path, value] of configLeaves(record.set)) values.addParam(path.join('/'), paramText(value))
        return
      case 'console':
        return this.#console.add(record)
      case 'open':
      case 'end':
        // how a helper comes and goes says nothing about the run
        if (this.#isMain) this.#turn(record, update)
        return
      case 'definition':
      case 'alert':
      case 'edge':
      case 'environment':
        for (const [tag, value] of recordTags(record)) values.setTag(tag, value)
    }
  }

  #turn(record: OpenRecord | EndRecord, update: RunUpdate): void {
    for (const [tag, value] of recordTags(record)) this.#values.setTag(tag, value)
    if (record.kind === 'end') {
      update.status = STATUS[record.state]
      update.end_time = Math.round(record.time)
    } else if (record.resumed) {
      update.status = 'RUNNING'
    }
  }

  // MLflow has a page for metrics of this prefix; its axis counts seconds
  #addSample(sample: { [key: string]: number }, time: number): void {
    const step = Math.max(0, Math.round((time - this.#options.run.open.createdAt) / 1000))
    for (const [key, value] of Object.entries(sample)) this.#values.addMetric(`system/${key}`, value, { step, time })
  }

  async #takeWords(
    record: Extract<RunRecord, { kind: 'open' | 'edit' }>,
    update: RunUpdate,
    signal: AbortSignal,
  ): Promise<void> {
    const name = await this.#words.take(record, this.#values, signal)
    if (name !== undefined) update.run_name = name
    const { group } = this.#words
    if (group === undefined || group === this.#group) return
    const parent = await parentOf(this.#options, this.#found.info.experiment_id, group)
    if (parent !== undefined) this.#values.setTag('mlflow.parentRunId', parent)
  }

  async #putFiles(record: RunRecord, signal: AbortSignal): Promise<void> {
    const [files, blobs, values] = [this.#files, this.#blobs, this.#values]
    if (record.kind === 'media') {
      const tags = {
        get: (key: string) => values.tag(key),
        set: (key: string, text: string) => values.setTag(key, text),
      }
      await putMedia(record, { files, blobs, tags }, signal)
    }
    if (record.kind === 'environment') {
      for (const [section, content] of Object.entries(record.sections))
        await files.putText(`environment/${section}.json`, jsonOf(content), signal)
    }
    if (record.kind !== 'artifact') return
    await putArtifact(record, { files, blobs }, signal)
    if (this.#options.registerModels && record.type === 'model')
      await registerModel(record, this.#found, this.#options.connection, signal)
  }

  async #putConfig(signal: AbortSignal): Promise<void> {
    const writer = this.#options.run.open.writer.id
    await this.#files.putText(this.#isMain ? 'config.json' : `config@${writer}.json`, jsonOf(this.#config), signal)
  }

  async #putConsole(signal: AbortSignal): Promise<void> {
    const text = this.#console.take()
    if (text !== undefined) await this.#files.putText(`console/${this.#options.run.open.writer.id}.log`, text, signal)
  }

  async #update(update: RunUpdate, signal: AbortSignal): Promise<void> {
    if (Object.keys(update).length === 0) return
    await this.#options.connection.post('runs/update', { run_id: this.#found.info.run_id, ...update }, signal)
  }
}

function hasFiles({ kind }: RunRecord): boolean {
  return kind === 'media' || kind === 'environment' || kind === 'artifact'
}

interface RunUpdate {
  run_name?: string
  status?: 'RUNNING' | (typeof STATUS)[keyof typeof STATUS]
  end_time?: number
}

/** What `state` returns. */
interface LogState {
  words: PlainObject
  config: PlainObject
  console: number
}

// as people read it: text without quotes, the rest as JSON
function paramText(value: Plain): string {
  if (typeof value === 'number') return String(value)
  const json = plainToJson(value)
  return typeof json === 'string' ? json : JSON.stringify(json)
}

function jsonOf(value: Plain): string {
  return JSON.stringify(plainToJson(value), undefined, 2)
}
