import { hostname } from 'node:os'
import { threadId } from 'node:worker_threads'
import {
  JournalReader,
  journalSize,
  JournalWriter,
  runFolder,
  VERSION,
  writerFolder,
  type Clock,
  type FileSystem,
  type IdSource,
  type MetricRecord,
  type RunRecord,
} from '@seetrain/core'
import { identityOf, type ArrivedRecord, type Arrival } from './arrival.ts'
import { jsonLine } from './loose.ts'
import { RecentIds } from './recent-ids.ts'
import type { RunTarget } from './run-target.ts'

/** The journal of a run in which the hub writes down what came by OTLP. */
export const OTLP_WRITER = 'otlp'

export interface DoorJournalParts {
  /** The folder `.seetrain`. */
  home: string
  fileSystem: FileSystem
  clock: Clock
  ids: IdSource
}

const SEGMENT_BYTES = 64 * 1024 * 1024
const MOST_IDS = 200_000

/** One run's journal of what came by OTLP. Remembers what it holds, so that what is sent again is there once. */
export class DoorJournal {
  readonly #clock: Clock
  readonly #writer: JournalWriter
  readonly #known = new RecentIds(MOST_IDS)
  readonly #steps = new Map<string, number>()
  readonly #keys = new Map<string, number>()
  readonly #lines = { stdout: 0, stderr: 0 }
  readonly #resources = new Set<string>()
  #dropped = 0

  /** Throws `JournalLockedError` when another process writes it. */
  constructor(target: RunTarget, firstTime: number, parts: DoorJournalParts) {
    const { home, fileSystem, clock } = parts
    const folder = writerFolder(runFolder(home, target.runId), OTLP_WRITER)
    const isNew = journalSize(folder, fileSystem) === 0
    this.#clock = clock
    this.#writer = new JournalWriter({
      folder,
      thread: threadId,
      durability: 'buffered',
      segmentBytes: SEGMENT_BYTES,
      ...parts,
    })
    if (!isNew) this.#recall(folder, fileSystem)
    this.#open(target, isNew, firstTime)
  }

  /** Writes what is new, and tells how many records are too large to be written. Throws when the disk refuses. */
  write(arrivals: readonly Arrival[]): number {
    for (const { target, record, identity } of arrivals) {
      if (identity !== undefined && this.#known.has(identity)) continue
      this.#introduce(target, record.time)
      const numbered = this.#numbered(record)
      if (identity !== undefined) this.#known.add(identity)
      this.#record(numbered)
    }
    this.#settle()
    const tooLarge = this.#writer.dropped - this.#dropped
    this.#dropped = this.#writer.dropped
    return tooLarge
  }

  /** Nothing more is expected; a later record continues the run. */
  end(): void {
    this.#writer.record({ kind: 'end', time: this.#clock.now(), state: 'finished', dropped: this.#writer.dropped })
    this.#writer.close()
  }

  /** Lets go without a word, when writing failed. */
  abandon(): void {
    this.#writer.close()
  }

  #settle(): void {
    this.#writer.settle(this.#clock.now())
    if (!this.#writer.flush()) throw this.#writer.problem ?? new Error('the journal could not be written')
  }

  #record(record: RunRecord): void {
    if (record.kind !== 'metric' || record.metricKind !== undefined || record.metadata !== undefined)
      return this.#writer.record(record)
    this.#writer.point(this.#keyId(record.key), record.step, record.value, record.time, record.epoch ?? Number.NaN)
  }

  #keyId(key: string): number {
    let id = this.#keys.get(key)
    if (id === undefined) this.#keys.set(key, (id = this.#writer.keyId(key)))
    return id
  }

  /** Gives a point its step and a line its number, where the sender gave none. */
  #numbered(record: ArrivedRecord): RunRecord {
    if (record.kind === 'metric') {
      const step = record.step ?? this.#steps.get(record.key) ?? 0
      this.#countStep(record.key, step)
      return { ...record, step }
    }
    if (record.kind !== 'console') return record
    const line = record.line ?? this.#lines[record.stream]
    this.#lines[record.stream] = Math.max(this.#lines[record.stream], line + 1)
    return { ...record, line }
  }

  #countStep(key: string, step: number): void {
    this.#steps.set(key, Math.max(this.#steps.get(key) ?? 0, step + 1))
  }

  #open({ runId, project, name, group, jobType }: RunTarget, isNew: boolean, firstTime: number): void {
    const time = this.#clock.now()
    this.#writer.record({
      kind: 'open',
      time,
      runId,
      project,
      name,
      createdAt: Math.min(firstTime, time),
      writer: { id: OTLP_WRITER, host: hostname(), pid: process.pid, thread: threadId },
      resumed: !isNew,
      ...(group !== undefined && { group }),
      ...(jobType !== undefined && { jobType }),
      version: VERSION,
    })
  }

  /** Says once who sends. */
  #introduce({ resource }: RunTarget, time: number): void {
    const text = jsonLine(resource)
    if (this.#resources.has(text)) return
    this.#resources.add(text)
    this.#writer.record({ kind: 'environment', time, sections: { opentelemetry: resource } })
  }

  #recall(folder: string, fileSystem: FileSystem): void {
    const reader = new JournalReader(folder, fileSystem)
    try {
      for (const { records } of reader.chunks()) for (const record of records) this.#recallRecord(record)
    } finally {
      reader.close()
    }
  }

  #recallRecord(record: RunRecord): void {
    if (record.kind === 'console') this.#lines[record.stream] = Math.max(this.#lines[record.stream], record.line + 1)
    if (record.kind === 'metric') this.#recallPoint(record)
    const identity = identityOf(record)
    if (identity !== undefined) this.#known.add(identity)
    if (record.kind === 'span' && record.spanKind === 'event') this.#known.add(`event ${record.spanId}`)
  }

  // whether its sender gave the step is not known any more
  #recallPoint({ step, ...record }: MetricRecord): void {
    this.#countStep(record.key, step)
    this.#known.add(identityOf(record)!)
  }
}
