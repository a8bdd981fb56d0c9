import type {
  ArtifactRecord,
  ConfigRecord,
  ConsoleRecord,
  DefinitionRecord,
  EditRecord,
  EndRecord,
  FileSystem,
  OpenRecord,
  Plain,
  PlainObject,
  RunRecord,
  SinkRun,
} from '@seetrain/core'
import { decodeManifest } from '@seetrain/core'
import { BlobReader } from '../files/blob-reader.ts'
import type { RecordLog } from '../files/record-log-sink.ts'
import { HistoryRows, type Row } from './history-rows.ts'
import { SummaryValues } from './summary-values.ts'
import { systemValues } from './system-names.ts'
import { TransactionLog } from './transaction-log.ts'
import { artifactRecord, md5Of, type ManifestEntry } from './wandb-artifact.ts'
import { WandbConsole } from './wandb-console.ts'
import { environmentRecord } from './wandb-environment.ts'
import { WandbFiles } from './wandb-files.ts'
import { logPath, wandbFolder, type WandbFolder } from './wandb-folder.ts'
import { historyValues } from './wandb-media.ts'
import * as records from './wandb-records.ts'
import type { MediaTarget, RunOwner } from './wandb-values.ts'

export interface WandbLogOptions {
  dir?: string
  entity?: string
  project?: string
  host?: boolean
  fileSystem: FileSystem
}

/** The version of W&B's client whose records these are. */
const PRODUCER = '0.30.0'
const EXIT_CODE = { finished: 0, failed: 1, killed: 255 } as const

/** One writer of a run as a folder that `wandb sync` uploads. */
export class WandbLog implements RecordLog {
  readonly #options: WandbLogOptions
  readonly #open: OpenRecord
  readonly #folder: WandbFolder
  readonly #log: TransactionLog
  readonly #files: WandbFiles
  readonly #blobs: BlobReader
  readonly #rows: HistoryRows
  readonly #summary: SummaryValues
  readonly #console: WandbConsole
  readonly #owner: RunOwner
  readonly #target: MediaTarget
  /** The axis of each metric that has one, and the last values of those axes. */
  readonly #axes: Map<string, string>
  readonly #axisValues: Map<string, number>
  #words: PlainObject
  #number: number

  constructor(options: WandbLogOptions, run: SinkRun, state: PlainObject) {
    const { fileSystem, dir = run.runDir, entity, project = run.open.project } = options
    this.#options = options
    this.#open = run.open
    this.#folder = wandbFolder(dir, run, state, fileSystem)
    const { path, runId, bytes } = this.#folder
    this.#log = new TransactionLog(logPath(path, runId), bytes, fileSystem)
    this.#blobs = new BlobReader('wandb', run.blobs, run.logger)
    this.#files = new WandbFiles(`${path}/files`, this.#blobs, fileSystem)
    const { rows, summary, console: lines, words, axes, number } = structuredClone(state) as Partial<LogState>
    this.#rows = new HistoryRows(row => this.#writeRow(row), rows?.lastStep, rows?.row && asRow(rows.row))
    this.#summary = new SummaryValues(summary)
    this.#console = new WandbConsole(lines)
    this.#axes = new Map(axes?.keys)
    this.#axisValues = new Map(axes?.values)
    this.#words = words ?? {}
    this.#number = bytes === 0 ? 0 : (number ?? 0)
    this.#owner = { runId, project, entity }
    this.#target = { files: this.#files, blobs: this.#blobs, owner: this.#owner, emit: record => this.#emit(record) }
    if (bytes === 0) this.#start()
  }

  // what is rare may wait for files; a metric never does
  add(record: RunRecord): void | Promise<void> {
    switch (record.kind) {
      case 'metric':
        if (record.epoch !== undefined) this.#addPoint('epoch', record.epoch, record)
        return this.#addPoint(record.key, record.value, record)
      case 'media':
        return historyValues(record, this.#target).then(values => {
          this.#emitFiles()
          for (const [key, value] of values) this.#addPoint(key, value, record)
        })
      case 'artifact':
        return this.#addArtifact(record)
      case 'config':
        return this.#addConfig(record)
      case 'definition':
        return this.#define(record)
      case 'open':
      case 'edit':
        return this.#addWords(record)
      case 'console':
        return this.#addLine(record)
      case 'system':
        return this.#emit(records.statsRecord(record.time, systemValues(record.values)))
      case 'environment': {
        const { host = false } = this.#options
        const options = { startedAt: this.#open.createdAt, host }
        this.#emit(environmentRecord(record.sections, options, this.#files))
        return this.#emitFiles()
      }
      case 'alert':
        return this.#emit(records.alertRecord(record))
      case 'end':
        return this.#end(record)
    }
  }

  write(): PlainObject {
    const changed = this.#summary.take()
    if (changed.length > 0) this.#emit(records.summaryRecord(changed))
    this.#log.write()
    const { row, ...rows } = this.#rows.state
    const { name, resumed } = this.#folder
    return {
      folder: name,
      resumed,
      bytes: this.#log.bytes,
      number: this.#number,
      words: this.#words,
      console: this.#console.state,
      summary: this.#summary.state,
      axes: { keys: [...this.#axes], values: [...this.#axisValues] },
      rows: { ...rows, ...(row && { row: { ...row, values: [...row.values] } }) },
    }
  }

  /** The row that is not full yet is written as it is: what comes at its step later gets a row of its own. */
  async flush(): Promise<void> {
    this.#rows.end()
    this.#log.write()
    await this.#log.datasync()
  }

  close(): void {
    this.#log.close()
  }

  #start(): void {
    this.#emit(records.headerRecord(PRODUCER))
    this.#addWords(this.#open)
  }

  #emit(record: records.WandbRecord): void {
    this.#log.add(records.encodeWandbRecord(++this.#number, record))
  }

  #emitFiles(): void {
    const paths = this.#files.take()
    if (paths.length > 0) this.#emit(records.filesRecord(paths))
  }

  #addPoint(key: string, value: Plain, at: { step: number; time: number }): void {
    this.#rows.add(key, value, at)
    this.#summary.add(key, value)
    if (typeof value === 'number' && this.#axisValues.has(key)) this.#axisValues.set(key, value)
  }

  #writeRow({ step, time, values }: Row): void {
    for (const key of values.keys()) {
      const axis = this.#axes.get(key)
      const value = axis === undefined ? undefined : this.#axisValues.get(axis)
      if (axis !== undefined && value !== undefined && !values.has(axis)) values.set(axis, value)
    }
    const items: records.Item[] = [...values].map(([key, value]) => [[key], value])
    const runtime = Math.max(0, time - this.#open.createdAt) / 1000
    items.push([['_timestamp'], time / 1000], [['_runtime'], runtime], [['_step'], step])
    this.#emit(records.historyRecord(step, items))
    this.#summary.add('_step', step)
    this.#summary.add('_runtime', runtime)
    this.#summary.add('_timestamp', time / 1000)
  }

  #addConfig({ set, unset = [] }: ConfigRecord): void {
    this.#emit(records.configRecord([...leaves(set)], unset))
  }

  #define(record: DefinitionRecord): void {
    this.#emit(records.metricRecord(record))
    this.#summary.define(record)
    if (record.stepKey === undefined) return
    this.#axes.set(record.key, record.stepKey)
    if (!this.#axisValues.has(record.stepKey)) this.#axisValues.set(record.stepKey, Number.NaN)
  }

  #addWords(record: OpenRecord | EditRecord): void {
    const { name, notes, description, group, jobType, tags } = record
    const given = Object.entries({ name, notes, description, group, jobType, tags })
    const before = JSON.stringify(this.#words)
    for (const [word, value] of given) if (value !== undefined) this.#words[word] = value
    // the run itself is told by #start already
    if (before === JSON.stringify(this.#words) && this.#number > 1) return
    this.#emit(records.runRecord(this.#runWords()))
  }

  #runWords(): records.RunWords {
    const { name = '', notes, description, group, jobType, tags } = this.#words as Partial<EditRecord>
    const { createdAt, runId, writer } = this.#open
    const { project, entity } = this.#owner
    return {
      id: this.#owner.runId,
      ...{ name, project, entity, jobType, tags },
      group: group ?? (writer.id === 'main' ? undefined : runId),
      notes: [description, notes].filter(Boolean).join('\n\n') || undefined,
      host: this.#options.host === true ? writer.host : undefined,
      startedAt: createdAt,
      resumed: this.#folder.resumed,
    }
  }

  #addLine(record: ConsoleRecord): void {
    this.#emit(records.outputRecord(record.time, record.stream, this.#console.textOf(record)))
  }

  async #addArtifact(record: ArtifactRecord): Promise<void> {
    const { name, type, version, aliases, description, metadata, manifest, digest } = record
    const bytes = this.#blobs.bytes(manifest)
    if (bytes === undefined) return
    const entries: ManifestEntry[] = []
    for (const { path, size, blob, reference = '', digest: checksum } of decodeManifest(`${name}:${version}`, bytes)) {
      const localPath = blob && this.#blobs.path(blob)
      if (localPath !== undefined) entries.push({ path, size, localPath, digest: await md5Of(localPath) })
      else if (blob === undefined) entries.push({ path, size, reference, digest: checksum ?? reference })
    }
    const told = { ...metadata, seetrain_version: version, seetrain_digest: digest }
    const whole = { ...this.#owner, name, type, aliases, description, metadata: told, entries, identity: version }
    this.#emit(artifactRecord({ ...whole, isUsers: true }))
  }

  #end({ state, exitCode = EXIT_CODE[state], time }: EndRecord): void {
    this.#rows.end()
    const changed = this.#summary.take()
    if (changed.length > 0) this.#emit(records.summaryRecord(changed))
    this.#emit(records.exitRecord(exitCode, Math.max(0, Math.round((time - this.#open.createdAt) / 1000))))
  }
}

/** What `write` returns. */
interface LogState {
  number: number
  words: PlainObject
  console: { [stream: string]: number }
  summary: ConstructorParameters<typeof SummaryValues>[0]
  axes: { keys: [string, string][]; values: [string, number][] }
  rows: { lastStep: number; row?: { step: number; time: number; values: [string, Plain][] } }
}

function asRow({ step, time, values }: { step: number; time: number; values: [string, Plain][] }): Row {
  return { step, time, values: new Map(values) }
}

/** The members of a config with the paths to them. */
function* leaves(config: PlainObject, path: readonly string[] = []): Generator<records.Item> {
  for (const [name, value] of Object.entries(config)) {
    const nested = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
    if (nested && Object.keys(value).length > 0) yield* leaves(value as PlainObject, [...path, name])
    else yield [[...path, name], value]
  }
}
