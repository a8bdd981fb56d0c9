import { createHash } from 'node:crypto'
import { hostname } from 'node:os'
import {
  JournalWriter,
  loadRun,
  MAIN_WRITER,
  readRun,
  RunState,
  runExists,
  runFolder,
  runsFolder,
  VERSION,
  writeSummary,
  type BlobStore,
  type Clock,
  type EndState,
  type FileSystem,
  type IdSource,
  type PlainObject,
  type RunRecord,
} from '@seetrain/core'
import { importContext } from './import-context.ts'
import type { ImportContext, Source } from './importer.ts'
import { KnownRecords } from './known-records.ts'

/** What every import needs. */
export interface ImportParts {
  /** The `.seetrain` folder that the runs go to. */
  home: string
  maxMediaBytes: number
  clock: Clock
  fileSystem: FileSystem
  ids: IdSource
  blobs: BlobStore
  isFollowed: boolean
}

/** What the run is called. */
export interface ImportWords {
  project: string
  name?: string | undefined
}

export interface ImportedSource {
  runId: string
  name: string
  project: string
  format: string
  path: string
  /** Records that this import added. 0 when all was there. */
  added: number
  problems: string[]
}

/** The section of an environment record that says how far a source was read. */
const SECTION = 'import'
/** Of a run's id. */
const TIME_LETTERS = 10
const SEGMENT_BYTES = 64 * 1024 * 1024

/**
 * A run that is made from a source, piece by piece. Behind each piece an environment record keeps the position, and what a
 * killed import wrote behind the last position is remembered and not written again.
 */
export class SourceImport {
  readonly runId: string
  readonly problems: string[] = []
  #source: Source
  readonly #format: string
  readonly #words: ImportWords
  readonly #parts: ImportParts
  readonly #context: ImportContext
  readonly #state: RunState
  readonly #journal: JournalWriter
  readonly #keys = new Map<string, number>()
  #position: PlainObject = {}
  /** Records behind the position that are in the journal already. */
  #known = new KnownRecords()
  #added = 0
  #ended: EndState | undefined
  #lastTime: number
  #closed = false

  /** Throws `JournalLockedError` when another process imports the same. */
  constructor(source: Source, format: string, words: ImportWords, parts: ImportParts) {
    this.#source = source
    this.#format = format
    this.#words = words
    this.#parts = parts
    const { home, fileSystem, clock, ids } = parts
    this.runId = knownRunId(format, source, parts) ?? sourceRunId(format, source)
    this.#lastTime = source.createdAt
    const folder = runFolder(home, this.runId)
    const isThere = runExists(folder, fileSystem)
    this.#journal = new JournalWriter({
      folder,
      thread: 0,
      durability: 'buffered',
      segmentBytes: SEGMENT_BYTES,
      clock,
      fileSystem,
      ids,
    })
    this.#state = isThere ? loadRun(folder, fileSystem) : new RunState()
    if (isThere) this.#recall(folder)
    this.#context = importContext({
      ...parts,
      runId: this.runId,
      project: words.project,
      onProblem: message => void (this.problems.includes(message) || this.problems.push(message)),
    })
  }

  /** Takes in what is there now. Call it again, with the source as it was found anew, to take in what was added since. */
  async readOn(source: Source, onProgress: (records: number) => void, signal?: AbortSignal): Promise<void> {
    this.#source = source
    for await (const { records, position } of this.#source.read(this.#position, this.#context)) {
      const fresh = this.#known.size > 0 ? records.filter(record => !this.#known.take(record)) : records
      if (fresh.length > 0) this.#writePiece(fresh, position)
      this.#position = position
      if (this.#journal.problem !== undefined) throw this.#journal.problem
      onProgress(this.#added)
      if (signal?.aborted) return
    }
  }

  /** Ends the run, unless its source did, and lets go of it. A second call only returns what it came to. */
  close(): ImportedSource {
    if (!this.#closed) this.#end()
    const { name, project } = this.#state
    const format = this.#format
    return {
      runId: this.runId,
      name,
      project,
      format,
      path: this.#source.path,
      added: this.#added,
      problems: this.problems,
    }
  }

  #end(): void {
    const { home, fileSystem } = this.#parts
    this.#closed = true
    try {
      if (this.#added > 0 && this.#ended === undefined)
        this.#write({
          kind: 'end',
          time: this.#lastTime,
          state: this.#source.tellsEnd ? 'killed' : 'finished',
          dropped: 0,
        })
    } finally {
      this.#journal.close()
    }
    if (this.#journal.problem !== undefined) throw this.#journal.problem
    if (this.#added > 0) writeSummary(runFolder(home, this.runId), this.#state, fileSystem)
  }

  #recall(folder: string): void {
    for (const { writer, record } of readRun(folder, this.#parts.fileSystem)) {
      if (writer !== MAIN_WRITER) continue
      if (record.kind === 'end') this.#ended = record.state
      if (record.kind === 'environment' && SECTION in record.sections) {
        this.#position = (record.sections[SECTION] as PlainObject)['position'] as PlainObject
        this.#known = new KnownRecords()
      } else if (isOfSource(record)) this.#known.add(record)
      this.#lastTime = Math.max(this.#lastTime, record.time)
    }
  }

  #writePiece(records: readonly RunRecord[], position: PlainObject): void {
    if (this.#added === 0) this.#open()
    for (const record of records) {
      this.#write(record)
      this.#lastTime = Math.max(this.#lastTime, record.time)
      if (record.kind === 'end') this.#ended = record.state
    }
    this.#added += records.length
    const { path } = this.#source
    const section = { format: this.#format, path, position }
    this.#write({ kind: 'environment', time: this.#lastTime, sections: { [SECTION]: section } })
    this.#journal.flush()
  }

  // a run that ended is written to again only when its source grew
  #open(): void {
    const { project, name = this.#source.name } = this.#words
    const { createdAt, group } = this.#source
    const resumed = this.#state.id !== ''
    this.#ended = undefined
    this.#write({
      kind: 'open',
      time: resumed ? this.#parts.clock.now() : createdAt,
      runId: this.runId,
      project,
      name,
      createdAt: resumed ? this.#state.createdAt : createdAt,
      writer: { id: MAIN_WRITER, host: hostname(), pid: process.pid, thread: 0 },
      resumed,
      version: VERSION,
      ...(group !== undefined && { group }),
    })
  }

  #write(record: RunRecord): void {
    this.#state.apply(record, MAIN_WRITER)
    if (record.kind !== 'metric' || record.metadata !== undefined || record.metricKind !== undefined)
      return this.#journal.record(record)
    let key = this.#keys.get(record.key)
    if (key === undefined) this.#keys.set(record.key, (key = this.#journal.keyId(record.key)))
    this.#journal.point(key, record.step, record.value, record.time, record.epoch ?? Number.NaN)
  }
}

/** The run that was made of the same path, whatever its file system says now of when that began. */
function knownRunId(format: string, source: Source, { home, fileSystem }: ImportParts): string | undefined {
  if (!source.isTimeGuessed) return undefined
  const ending = sourceRunId(format, source).slice(TIME_LETTERS)
  return fileSystem.list(runsFolder(home)).find(id => id.length === TIME_LETTERS + ending.length && id.endsWith(ending))
}

/** The same for the same source: 10 letters of time, so that ids sort by it, and 8 of what the source is. */
export function sourceRunId(format: string, { path, createdAt }: Pick<Source, 'path' | 'createdAt'>): string {
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
  const letters = [...createHash('sha256').update(`${format}\n${path}`).digest().subarray(0, 8)]
  let time = ''
  for (let rest = Math.max(0, Math.floor(createdAt)), i = 0; i < TIME_LETTERS; i++, rest = Math.floor(rest / 32))
    time = alphabet[rest % 32] + time
  return time + letters.map(byte => alphabet[byte % 32]).join('')
}

/** An end may be the import's own word rather than the source's, and one more does no harm. */
function isOfSource({ kind }: RunRecord): boolean {
  return kind !== 'open' && kind !== 'end' && kind !== 'dropped'
}
