import type {
  ArtifactRecord,
  DefinitionRecord,
  EndRecord,
  FileSystem,
  MediaRecord,
  OpenRecord,
  Plain,
  PlainObject,
  RunRecord,
  SinkRun,
} from '@seetrain/core'
import { configLeaves } from '../config-leaves.ts'
import { BlobReader } from '../files/blob-reader.ts'
import type { RecordLog } from '../files/record-log-sink.ts'
import { HistoryRows, type Row } from './history-rows.ts'
import { RunIdentity } from './run-identity.ts'
import { StepAxes } from './step-axes.ts'
import { SummaryValues } from './summary-values.ts'
import { systemValues } from './system-names.ts'
import { TransactionLog } from './transaction-log.ts'
import { artifactRecord, userArtifact } from './wandb-artifact.ts'
import { WandbConsole } from './wandb-console.ts'
import { environmentRecord } from './wandb-environment.ts'
import { WandbFiles } from './wandb-files.ts'
import { forgetSync, wandbFolder } from './wandb-folder.ts'
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
  readonly #log: TransactionLog
  readonly #files: WandbFiles
  readonly #blobs: BlobReader
  readonly #rows: HistoryRows
  readonly #summary: SummaryValues
  readonly #console: WandbConsole
  readonly #owner: RunOwner
  readonly #target: MediaTarget
  readonly #axes: StepAxes
  readonly #identity: RunIdentity
  #number: number
  #exit: records.WandbRecord | undefined
  #bytesBeforeExit: number | undefined

  constructor(options: WandbLogOptions, run: SinkRun, state: PlainObject) {
    const { fileSystem, dir = run.runDir, entity, project = run.open.project } = options
    this.#options = options
    this.#open = run.open
    const folder = wandbFolder(dir, run.open)
    const { bytes = 0, number = 0, words = {}, ...kept } = structuredClone(state) as Partial<LogState>
    this.#log = new TransactionLog(folder.log, bytes, fileSystem)
    forgetSync(folder, fileSystem)
    this.#blobs = new BlobReader('wandb', run.blobs, run.logger)
    this.#files = new WandbFiles(folder.files, this.#blobs, fileSystem)
    this.#rows = new HistoryRows(
      row => this.#writeRow(row),
      kept.rows?.lastStep,
      kept.rows?.row && asRow(kept.rows.row),
    )
    this.#summary = new SummaryValues(kept.summary)
    this.#console = new WandbConsole(kept.console)
    this.#axes = new StepAxes(kept.axes)
    this.#number = number
    this.#owner = { runId: folder.runId, project, entity }
    this.#identity = new RunIdentity(run.open, this.#owner, { host: options.host ?? false, words })
    this.#target = { files: this.#files, blobs: this.#blobs, owner: this.#owner, emit: record => this.#emit(record) }
    if (number === 0) this.#start()
  }

  // what is rare may wait for files; a metric never does
  add(record: RunRecord): void | Promise<void> {
    this.#removeExit()
    switch (record.kind) {
      case 'metric':
        if (record.epoch !== undefined) this.#addPoint('epoch', record.epoch, record)
        return this.#addPoint(record.key, record.value, record)
      case 'media':
        return this.#addMedia(record)
      case 'artifact':
        return this.#addArtifact(record)
      case 'definition':
        return this.#define(record)
      case 'open':
      case 'edit':
        if (this.#identity.take(record)) this.#emit(records.runRecord(this.#identity.words()))
        return
      case 'end':
        return this.#end(record)
      default:
        for (const one of this.#recordsOf(record)) this.#emit(one)
        return this.#emitFiles()
    }
  }

  write(): PlainObject {
    this.#emitSummary()
    this.#log.write()
    const { row, ...rows } = this.#rows.state
    const state: PlainObject = {
      bytes: this.#log.bytes,
      number: this.#number,
      words: this.#identity.state,
      console: this.#console.state,
      summary: this.#summary.state,
      axes: this.#axes.state,
      rows: { ...rows, ...(row && { row: { ...row, values: [...row.values] } }) },
    }
    if (this.#exit) this.#writeExit(this.#exit)
    return state
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
    this.#identity.take(this.#open)
    this.#emit(records.runRecord(this.#identity.words()))
  }

  /** Records that are one of W&B's each. */
  #recordsOf(record: RunRecord): records.WandbRecord[] {
    switch (record.kind) {
      case 'config':
        return [records.configRecord([...configLeaves(record.set)], record.unset)]
      case 'console':
        return [records.outputRecord(record.time, record.stream, this.#console.textOf(record))]
      case 'system':
        return [records.statsRecord(record.time, systemValues(record.values))]
      case 'environment': {
        const { host = false } = this.#options
        const options = { startedAt: this.#open.createdAt, writer: this.#owner.runId, host }
        return [environmentRecord(record.sections, options, this.#files)]
      }
      case 'alert':
        return [records.alertRecord(record)]
      default:
        return []
    }
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
    this.#axes.see(key, value)
  }

  #writeRow({ step, time, values }: Row): void {
    this.#axes.complete(values)
    const items: records.Item[] = [...values].map(([key, value]) => [[key], value])
    const runtime = Math.max(0, time - this.#open.createdAt) / 1000
    const own = { _timestamp: time / 1000, _runtime: runtime, _step: step }
    for (const [key, value] of Object.entries(own)) {
      items.push([[key], value])
      this.#summary.add(key, value)
    }
    this.#emit(records.historyRecord(step, items))
  }

  #define(record: DefinitionRecord): void {
    this.#emit(records.metricRecord(record))
    this.#summary.define(record)
    this.#axes.define(record)
  }

  async #addMedia(record: MediaRecord): Promise<void> {
    const values = await historyValues(record, this.#target)
    this.#emitFiles()
    for (const [key, value] of values) this.#addPoint(key, value, record)
  }

  async #addArtifact(record: ArtifactRecord): Promise<void> {
    const artifact = await userArtifact(record, this.#owner, this.#blobs)
    if (artifact) this.#emit(artifactRecord(artifact))
  }

  #emitSummary(): void {
    const changed = this.#summary.take()
    if (changed.length > 0) this.#emit(records.summaryRecord(changed))
  }

  #end({ state, exitCode = EXIT_CODE[state], time }: EndRecord): void {
    this.#exit = records.exitRecord(exitCode, Math.max(0, Math.round((time - this.#open.createdAt) / 1000)))
  }

  // W&B reads no further than that: with the last row it stands behind what the state counts, where a run goes on
  #writeExit(exit: records.WandbRecord): void {
    this.#rows.end()
    this.#emitSummary()
    this.#log.write()
    this.#bytesBeforeExit = this.#log.bytes
    this.#log.add(records.encodeWandbRecord(this.#number + 1, exit))
    this.#log.write()
    this.#exit = undefined
  }

  #removeExit(): void {
    if (this.#bytesBeforeExit !== undefined) this.#log.rewind(this.#bytesBeforeExit)
    this.#bytesBeforeExit = undefined
  }
}

/** What `write` returns. */
interface LogState {
  bytes: number
  number: number
  words: PlainObject
  console: { [stream: string]: number }
  summary: ConstructorParameters<typeof SummaryValues>[0]
  axes: ConstructorParameters<typeof StepAxes>[0]
  rows: { lastStep: number; row?: { step: number; time: number; values: [string, Plain][] } }
}

function asRow({ step, time, values }: { step: number; time: number; values: [string, Plain][] }): Row {
  return { step, time, values: new Map(values) }
}
