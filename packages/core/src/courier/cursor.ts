import { join } from 'node:path'
import { threadId } from 'node:worker_threads'
import type { FileSystem, IdSource, Logger } from '../contracts/ports.ts'
import type { PlainObject, RunRecord } from '../contracts/record.ts'
import type { Sink } from '../contracts/sink.ts'
import { CursorDamagedError } from '../errors/cursor-damaged-error.ts'
import { CursorLockedError } from '../errors/cursor-locked-error.ts'
import { acquireOwnership, describeOwner } from '../lock/owner-lock.ts'
import { decodeRecord, encodeRecord } from '../record/plain-json.ts'

const VERSION = 1

/** How far one journal was delivered to one sink. */
export interface CursorPosition {
  /** Offset in the journal; everything before it was delivered or set aside. */
  offset: number
  /** Records behind the offset that were delivered or set aside too, when a batch was delivered in parts. */
  skip: number
  /** What the sink saved with its last delivered batch. */
  state: PlainObject
  /** Length of the file of records that were set aside, as of this position. */
  poisonBytes: number
}

export interface CursorFileOptions {
  runDir: string
  writer: string
  sink: Pick<Sink, 'id' | 'redelivery'>
  fileSystem: FileSystem
  ids: IdSource
  logger: Logger
}

/** The files of one cursor: `cursors/<sink>.json`, for other writers than `main` `cursors/<sink>@<writer>.json`. */
export class CursorFile {
  readonly path: string
  readonly poisonPath: string
  readonly #options: CursorFileOptions
  #lock: { release(): void } | undefined

  constructor(options: CursorFileOptions) {
    const base = join(options.runDir, 'cursors', cursorName(options.sink.id, options.writer))
    this.path = `${base}.json`
    this.poisonPath = `${base}.poison.jsonl`
    this.#options = options
  }

  /** Makes this process the only one that moves the cursor. Throws `CursorLockedError`. */
  claim(): void {
    if (this.#lock) return
    const { fileSystem, ids } = this.#options
    const path = `${this.path.slice(0, -'.json'.length)}.lock`
    const ownership = acquireOwnership(path, threadId, fileSystem, ids)
    if (ownership.owner === undefined) this.#lock = ownership
    else
      throw new CursorLockedError(
        this.path,
        describeOwner(ownership.owner),
        `Wait for its end; if it is gone, remove ${path}.`,
      )
  }

  release(): void {
    this.#lock?.release()
    this.#lock = undefined
  }

  load(): CursorPosition {
    const { fileSystem, sink, logger } = this.#options
    if (fileSystem.stat(this.path) === undefined) return startPosition()
    try {
      return parse(Buffer.from(fileSystem.readFile(this.path)).toString())
    } catch (error) {
      if (sink.redelivery === 'duplicated') throw new CursorDamagedError(this.path, { cause: error })
      logger.warn(`${this.path} can not be read; ${sink.id} receives the run again from its start.`)
      return startPosition()
    }
  }

  save(position: CursorPosition): void {
    const { sink, writer, fileSystem } = this.#options
    const { offset, skip, state, poisonBytes } = position
    const content = { version: VERSION, sink: sink.id, writer, offset, skip, poisonBytes, state }
    // the journal's own JSON, so that a state may hold any plain value
    fileSystem.writeFileAtomic(this.path, encodeRecord(content as unknown as RunRecord))
  }
}

function startPosition(): CursorPosition {
  return { offset: 0, skip: 0, state: {}, poisonBytes: 0 }
}

// ids are the user's own words, and a file's name can not hold them all
function cursorName(sink: string, writer: string): string {
  return encodeURIComponent(sink) + (writer === 'main' ? '' : `@${encodeURIComponent(writer)}`)
}

function parse(text: string): CursorPosition {
  const { version, offset, skip, poisonBytes, state } = decodeRecord(text) as unknown as Partial<CursorPosition> & {
    version?: unknown
  }
  if (version !== VERSION) throw new TypeError(`version ${String(version)} of a cursor is not known`)
  for (const count of [offset, skip, poisonBytes]) {
    if (!Number.isSafeInteger(count) || count! < 0) throw new TypeError('not the numbers of a cursor')
  }
  if (typeof state !== 'object' || state === null) throw new TypeError('no state')
  return { offset: offset!, skip: skip!, poisonBytes: poisonBytes!, state }
}
