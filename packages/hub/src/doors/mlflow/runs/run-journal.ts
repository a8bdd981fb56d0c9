import { hostname } from 'node:os'
import { threadId } from 'node:worker_threads'
import {
  journalSize,
  JournalWriter,
  loadRun,
  MAIN_WRITER,
  runFolder,
  VERSION,
  writerFolder,
  writeSummary,
  type Clock,
  type EndState,
  type FileSystem,
  type IdSource,
  type RunRecord,
} from '@seetrain/core'
import { RecentIds } from '../../otlp/recent-ids.ts'
import { keepLatest, pointIdentity, readPoints, type LatestPoints, type MetricPoint } from './metric-points.ts'

export interface RunJournalParts {
  /** The folder `.seetrain`. */
  home: string
  fileSystem: FileSystem
  clock: Clock
  ids: IdSource
}

/** How a run begins. */
export interface RunOpening {
  runId: string
  project: string
  name: string
  createdAt: number
}

/** A point with what MLflow 3 says of it beside its value. */
export interface LoggedPoint extends MetricPoint {
  about?: { [name: string]: string }
}

const SEGMENT_BYTES = 64 * 1024 * 1024
const MOST_IDS = 200_000

/** The journal of one run of MLflow: an ordinary run's, written by the hub. */
export class RunJournal {
  readonly latest: LatestPoints
  readonly #parts: RunJournalParts
  readonly #runDir: string
  readonly #folder: string
  readonly #writer: JournalWriter
  readonly #known = new RecentIds(MOST_IDS)
  readonly #keys = new Map<string, number>()
  readonly #opening: RunOpening
  #dropped = 0
  #ended = false

  /** Throws `JournalLockedError` when another process writes it. */
  constructor(opening: RunOpening, parts: RunJournalParts) {
    const { home, fileSystem } = parts
    this.#parts = parts
    this.#opening = opening
    this.#runDir = runFolder(home, opening.runId)
    this.#folder = writerFolder(this.#runDir, MAIN_WRITER)
    const isNew = journalSize(this.#folder, fileSystem) === 0
    this.#writer = new JournalWriter({
      folder: this.#folder,
      thread: threadId,
      durability: 'buffered',
      segmentBytes: SEGMENT_BYTES,
      ...parts,
    })
    this.latest = new Map()
    if (!isNew) this.#recall()
    this.#open(!isNew)
  }

  get size(): number {
    return journalSize(this.#folder, this.#parts.fileSystem)
  }

  /** Points that are here already are passed over. `settle` makes sure of the rest. */
  points(points: readonly LoggedPoint[]): void {
    for (const point of points) {
      const identity = pointIdentity(point.key, point)
      if (this.#known.has(identity)) continue
      this.goOn()
      this.#known.add(identity)
      this.#point(point)
      keepLatest(this.latest, point)
    }
  }

  records(records: readonly RunRecord[]): void {
    if (records.length > 0) this.goOn()
    this.#writer.together(() => {
      for (const record of records) this.#writer.record(record)
    })
  }

  /** Everything is with the operating system, or this throws. */
  settle(): void {
    this.#writer.settle(this.#parts.clock.now())
    if (!this.#writer.flush()) throw this.#writer.problem ?? new Error('the journal could not be written')
    const lost = this.#writer.dropped - this.#dropped
    this.#dropped = this.#writer.dropped
    if (lost > 0) throw new RangeError(`${lost} records are larger than a journal takes`)
  }

  /** Says that the run is over. */
  end(state: EndState, time: number): void {
    if (this.#ended) return
    this.#writer.record({ kind: 'end', time, state, dropped: this.#writer.dropped })
    this.#ended = true
  }

  /** Lets go of the journal and sums the run up for those who list runs without an index. */
  close(): void {
    this.#writer.close()
    if (this.#ended) writeSummary(this.#runDir, loadRun(this.#runDir, this.#parts.fileSystem), this.#parts.fileSystem)
  }

  #point({ key, step, value, timestamp, about }: LoggedPoint): void {
    if (about !== undefined)
      return this.#writer.record({ kind: 'metric', time: timestamp, key, step, value, metadata: about })
    let id = this.#keys.get(key)
    if (id === undefined) this.#keys.set(key, (id = this.#writer.keyId(key)))
    this.#writer.point(id, step, value, timestamp, Number.NaN)
  }

  /** What comes behind an end begins anew. */
  goOn(): void {
    if (this.#ended) this.#open(true)
    this.#ended = false
  }

  #open(resumed: boolean): void {
    const { runId, project, name, createdAt } = this.#opening
    this.#writer.record({
      kind: 'open',
      time: this.#parts.clock.now(),
      runId,
      project,
      name,
      createdAt,
      writer: { id: MAIN_WRITER, host: hostname(), pid: process.pid, thread: threadId },
      resumed,
      version: VERSION,
    })
  }

  #recall(): void {
    readPoints(this.#folder, this.#parts.fileSystem, point => {
      this.#known.add(pointIdentity(point.key, point))
      keepLatest(this.latest, point)
    })
  }
}
