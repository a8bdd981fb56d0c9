import { threadId } from 'node:worker_threads'
import {
  acquireJournalLock,
  journalSize,
  listSegments,
  recoverJournal,
  segmentPath,
  type FileSystem,
  type IdSource,
} from '@seetrain/core'
import { JournalGapError } from '../errors/journal-gap-error.ts'
import { RequestError } from '../errors/request-error.ts'
import { readJournalBytes } from './journal-bytes.ts'
import { inspectPart, type JournalPart } from './journal-part.ts'
import { writeWhole } from '../write-whole.ts'

export interface ReceivedJournalOptions {
  folder: string
  runId: string
  fileSystem: FileSystem
  ids: IdSource
}

/** A journal that another machine writes and sends. This process is its writer here, so it has the journal's lock. */
export class ReceivedJournal {
  readonly #options: ReceivedJournalOptions
  #lock: { release(): void } | undefined
  #length = 0
  #segment = 0

  constructor(options: ReceivedJournalOptions) {
    this.#options = options
  }

  /** Bytes that are here, whole frames all. */
  get length(): number {
    return this.#length
  }

  get isOpen(): boolean {
    return this.#lock !== undefined
  }

  /**
   * Takes in bytes that begin at `offset` and returns the length then. What came before is passed over when it is the
   * same; a frame that is not complete is left for the next call. `isProven`: a checksum tells that the sender has the
   * bytes just like this, damage included.
   */
  append(offset: number, bytes: Uint8Array, isProven: boolean): { length: number; ended: boolean } {
    if (this.#lock === undefined) this.#open(offset, bytes)
    if (offset > this.#length) throw new JournalGapError(offset, this.#length)
    const known = Math.min(this.#length - offset, bytes.length)
    this.#compare(offset, bytes.subarray(0, known))
    const fresh = bytes.subarray(known)
    const part = this.#inspect(fresh, isProven)
    this.#write(fresh, part)
    return { length: this.#length, ended: part.lastRecord?.kind === 'end' }
  }

  close(): void {
    this.#lock?.release()
    this.#lock = undefined
  }

  #open(offset: number, bytes: Uint8Array): void {
    const { folder, fileSystem, ids } = this.#options
    // nothing is made on disk for a stranger's bytes
    if (journalSize(folder, fileSystem) === 0) {
      if (offset > 0) throw new JournalGapError(offset, 0)
      this.#checkStart(inspectPart(bytes))
    }
    this.#lock = acquireJournalLock(folder, threadId, fileSystem, ids)
    try {
      const { segment, goodEnd } = recoverJournal(folder, fileSystem)
      this.#segment = segment
      const start = listSegments(folder, fileSystem).find(({ index }) => index === segment)?.start ?? 0
      this.#length = start + goodEnd
      this.#cut(goodEnd)
    } catch (error) {
      this.close()
      throw error
    }
  }

  #checkStart(part: JournalPart): void {
    if (!part.startsWithHeader) {
      throw new RequestError(
        400,
        'NOT_A_JOURNAL',
        'body: a journal begins with a header frame. Send its bytes from offset 0.',
        {
          field: 'body',
        },
      )
    }
    const { firstRecord } = part
    if (firstRecord?.kind !== 'open' || firstRecord.runId === this.#options.runId) return
    throw new RequestError(
      400,
      'WRONG_RUN',
      `id: the journal is of run ${JSON.stringify(firstRecord.runId)}. Send it to that run's address.`,
      {
        field: 'id',
      },
    )
  }

  #compare(offset: number, bytes: Uint8Array): void {
    const { folder, fileSystem } = this.#options
    const mine = readJournalBytes(folder, offset, bytes.length, fileSystem)
    if (Buffer.compare(mine, bytes) === 0) return
    throw new RequestError(
      409,
      'JOURNAL_DIVERGED',
      `offset: the hub has other bytes behind ${offset}. The journal was changed after it was sent, or two machines write one run.`,
      {
        field: 'offset',
      },
    )
  }

  #inspect(bytes: Uint8Array, isProven: boolean): JournalPart {
    const part = inspectPart(bytes)
    if (bytes.length > 0 && part.end === 0) {
      throw new RequestError(
        400,
        'NO_FRAME',
        'body: it holds no whole frame of the journal format. Send at least one.',
        {
          field: 'body',
        },
      )
    }
    if (part.damagedBytes > 0 && !isProven) {
      throw new RequestError(
        400,
        'DAMAGED',
        `body: ${part.damagedBytes} bytes belong to no frame. Send them again; damage on the sender's own disk is taken with a Content-Digest.`,
        {
          field: 'body',
        },
      )
    }
    return part
  }

  // the sender's segments are kept, so that each can be read alone here too
  #write(bytes: Uint8Array, { end, headers }: JournalPart): void {
    let done = 0
    for (const { at, segment } of headers) {
      if (segment !== this.#segment + 1) continue
      this.#writePiece(bytes.subarray(done, at))
      done = at
      this.#segment = segment
    }
    this.#writePiece(bytes.subarray(done, end))
  }

  #writePiece(bytes: Uint8Array): void {
    if (bytes.length === 0) return
    const { folder, fileSystem } = this.#options
    const path = segmentPath(folder, this.#segment)
    const exists = fileSystem.stat(path) !== undefined
    const descriptor = fileSystem.open(path, exists ? 'r+' : 'wx')
    const position = fileSystem.size(descriptor)
    try {
      writeWhole(fileSystem, descriptor, bytes, position)
      this.#length += bytes.length
    } catch (error) {
      // half a piece would shift everything behind it
      fileSystem.truncate(descriptor, position)
      throw error
    } finally {
      fileSystem.close(descriptor)
    }
  }

  #cut(goodEnd: number): void {
    const { folder, fileSystem } = this.#options
    const path = segmentPath(folder, this.#segment)
    if ((fileSystem.stat(path)?.size ?? 0) <= goodEnd) return
    const descriptor = fileSystem.open(path, 'r+')
    try {
      fileSystem.truncate(descriptor, goodEnd)
    } finally {
      fileSystem.close(descriptor)
    }
  }
}
