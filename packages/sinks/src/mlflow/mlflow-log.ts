import {
  applyConfig,
  MAIN_WRITER,
  plainToJson,
  type EndRecord,
  type EnvironmentRecord,
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
import { mlflowName } from './mlflow-names.ts'
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
    const update: RunUpdate = {}
    for (const record of records) this.#collect(record, update)
    for (const record of records)
      if (record.kind === 'open' || record.kind === 'edit') await this.#takeWords(record, update, signal)
    await this.#values.send(signal)
    for (const record of records) await this.#putFiles(record, signal)
    if (records.some(({ kind }) => kind === 'config')) await this.#putConfig(signal)
    await this.#traces.send(records, this.#found, signal)
    await this.#values.send(signal)
    if (update.end_time !== undefined) await this.#putConsole(signal)
    await this.#update(update, signal)
    this.#arrived = { offset, console: this.#console.bytes }
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
      case 'definition': {
        const { kind: _, time: __, key, ...meaning } = record
        return values.setTag(mlflowName(`seetrain.metric/${key}`), JSON.stringify(plainToJson(meaning as PlainObject)))
      }
      case 'alert': {
        const { time, title, text, level } = record
        return values.setTag(mlflowName(`seetrain.alert/${time} ${title}`), `${level}: ${text ?? title}`)
      }
      case 'edge':
        if (record.relation === 'used') values.setTag(mlflowName(`seetrain.used/${record.to}`), 'true')
        return
      case 'open':
        if (record.resumed && this.#isMain) update.status = 'RUNNING'
        if (record.forkedFrom) values.setTag('seetrain.forked_from', JSON.stringify(record.forkedFrom))
        return values.setTag('seetrain.version', record.version)
      case 'environment':
        return this.#tellSource(record)
      case 'console':
        return this.#console.add(record)
      case 'end':
        if (this.#isMain) this.#end(record, update)
    }
  }

  // MLflow has a page for metrics of this prefix; its axis counts seconds
  #addSample(sample: { [key: string]: number }, time: number): void {
    const step = Math.max(0, Math.round((time - this.#options.run.open.createdAt) / 1000))
    for (const [key, value] of Object.entries(sample)) this.#values.addMetric(`system/${key}`, value, { step, time })
  }

  /** What MLflow's page shows as the source of a run. */
  #tellSource({ sections }: EnvironmentRecord): void {
    const git = Object(sections['git']) as PlainObject
    const command = Object(sections['command']) as { arguments?: string[] }
    const source = {
      'mlflow.source.name': command.arguments?.[1],
      'mlflow.source.type': command.arguments && 'LOCAL',
      'mlflow.source.git.commit': git['commit'],
      'mlflow.source.git.branch': git['branch'],
      'mlflow.source.git.repoURL': git['remote'],
    }
    for (const [tag, value] of Object.entries(source)) if (typeof value === 'string') this.#values.setTag(tag, value)
  }

  #end({ state, time, exitCode, error, dropped }: EndRecord, update: RunUpdate): void {
    update.status = STATUS[state]
    update.end_time = Math.round(time)
    if (exitCode !== undefined) this.#values.setTag('seetrain.exit_code', String(exitCode))
    if (error !== undefined) this.#values.setTag('seetrain.error', `${error.name}: ${error.message}`)
    if (dropped > 0) this.#values.setTag('seetrain.dropped', String(dropped))
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
    this.#group = group
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
