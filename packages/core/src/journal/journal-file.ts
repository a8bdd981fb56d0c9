import type { Clock, FileSystem } from '../contracts/ports.ts'
import { segmentPath } from './segments.ts'

export interface JournalFileOptions {
  folder: string
  /** Takes the journal for this writer and tells where it goes on; bytes behind that are cut off. May throw. */
  prepare(): { segment: number; position: number }
  segmentBytes: number
  durability: 'buffered' | 'record' | 'power'
  clock: Clock
  fileSystem: FileSystem
  onGrow?(): void
  onProblem?(error: Error | undefined): void
}

/** What may wait in memory while the disk refuses. A minute of a thousand points a second fits. */
const LARGEST_BACKLOG = 1024 * 1024
const FIRST_RETRY_MS = 20
const LONGEST_RETRY_MS = 1000

/**
 * The bytes of a journal on their way to disk. Writes at explicit positions, so a write that was cut short is simply
 * written again over its first half. While the disk refuses, bytes wait in a bounded backlog; beyond that they are
 * dropped whole and counted.
 */
export class JournalFile {
  readonly #options: JournalFileOptions
  readonly #fileSystem: FileSystem
  #descriptor: number | undefined
  #prepared = false
  #segment = 0
  #position = 0
  #backlog: { bytes: Uint8Array; records: number }[] = []
  #backlogBytes = 0
  #dropped = 0
  #dropReason = ''
  #written = 0
  #problem: Error | undefined
  #retryAt = 0
  #retryDelay = FIRST_RETRY_MS
  #syncing: Promise<void> | undefined
  #unsynced = false

  constructor(options: JournalFileOptions) {
    this.#options = options
    this.#fileSystem = options.fileSystem
  }

  /** Done before the first write at the latest, again until it succeeds. */
  prepare(): void {
    if (this.#prepared) return
    const { segment, position } = this.#options.prepare()
    this.#segment = segment
    this.#position = position
    this.#prepared = true
  }

  get segment(): number {
    return this.#segment
  }

  get pendingBytes(): number {
    return this.#backlogBytes
  }

  get position(): number {
    return this.#position
  }

  /** The open file, or -1 when only this thread may write to it: none is open, or bytes wait that belong before. */
  get guardedDescriptor(): number {
    return this.#backlog.length > 0 ? -1 : (this.#descriptor ?? -1)
  }

  get droppedRecords(): number {
    return this.#dropped
  }

  get dropReason(): string {
    return this.#dropReason
  }

  get bytesWritten(): number {
    return this.#written
  }

  get problem(): Error | undefined {
    return this.#problem
  }

  get retryDelayMs(): number {
    return this.#retryDelay
  }

  retryNow(): void {
    this.#retryAt = 0
  }

  /** Takes whole frames. `bytes` may be reused by the caller afterwards. */
  append(bytes: Uint8Array, records: number): void {
    if (this.#backlog.length === 0) {
      if (bytes.length === 0 || this.#tryWrite(bytes)) return
      this.#keep(bytes, records)
      return
    }
    this.#keep(bytes, records)
    this.#drainBacklog()
  }

  /** Counts bytes that the guard has written at the present position. */
  adopt(bytes: number): void {
    this.#advance(bytes)
  }

  drop(records: number, reason: Error): void {
    this.#dropped += records
    this.#dropReason = reason.message
    this.#options.onProblem?.(reason)
  }

  /** Starts the next segment when this one has its size. The caller then writes a header. */
  rollWhenFull(): boolean {
    if (this.#position < this.#options.segmentBytes) return false
    this.#closeDescriptor()
    this.#segment++
    this.#position = 0
    return true
  }

  /** Resolves when what was written so far is on the disk itself. */
  async sync(): Promise<void> {
    while (this.#syncing !== undefined) await this.#syncing
    if (this.#descriptor !== undefined) await this.#fileSystem.datasync(this.#descriptor)
  }

  close(): void {
    if (this.#backlog.length > 0) {
      const records = this.#backlog.reduce((sum, piece) => sum + piece.records, 0)
      this.#backlog = []
      this.#backlogBytes = 0
      this.drop(records, this.#problem ?? new Error('the journal was closed'))
    }
    this.#closeDescriptor()
  }

  #closeDescriptor(): void {
    const descriptor = this.#descriptor
    this.#descriptor = undefined
    if (descriptor === undefined) return
    const close = (): void => {
      try {
        this.#fileSystem.close(descriptor)
      } catch {
        // nothing that was written is lost by a failing close
      }
    }
    // a sync in flight still needs the descriptor
    if (this.#syncing !== undefined) void this.#syncing.then(close)
    else close()
  }

  #keep(bytes: Uint8Array, records: number): void {
    if (this.#backlogBytes + bytes.length > LARGEST_BACKLOG) {
      this.#dropped += records
      this.#dropReason = this.#problem?.message ?? 'the backlog was full'
      return
    }
    this.#backlog.push({ bytes: bytes.slice(), records })
    this.#backlogBytes += bytes.length
  }

  #drainBacklog(): void {
    while (this.#backlog.length > 0) {
      const piece = this.#backlog[0]!
      if (!this.#tryWrite(piece.bytes)) return
      this.#backlog.shift()
      this.#backlogBytes -= piece.bytes.length
    }
  }

  #tryWrite(bytes: Uint8Array): boolean {
    if (this.#retryAt > 0 && this.#options.clock.now() < this.#retryAt) return false
    try {
      this.#writeAll(this.#open(), bytes)
    } catch (error) {
      this.#fail(error as Error)
      return false
    }
    this.#advance(bytes.length)
    if (this.#problem !== undefined) {
      this.#problem = undefined
      this.#retryAt = 0
      this.#retryDelay = FIRST_RETRY_MS
      this.#options.onProblem?.(undefined)
    }
    return true
  }

  #advance(bytes: number): void {
    this.#position += bytes
    this.#written += bytes
    if (this.#options.durability === 'power') this.#syncSoon()
    this.#options.onGrow?.()
  }

  #writeAll(descriptor: number, bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length;) {
      const count = this.#fileSystem.write(descriptor, bytes, done, bytes.length - done, this.#position + done)
      if (count === 0) throw new Error('the file system took no bytes')
      done += count
    }
  }

  #open(): number {
    if (this.#descriptor !== undefined) return this.#descriptor
    this.prepare()
    const path = segmentPath(this.#options.folder, this.#segment)
    const exists = this.#fileSystem.stat(path) !== undefined
    const descriptor = this.#fileSystem.open(path, exists ? 'r+' : 'wx')
    if (exists && this.#fileSystem.size(descriptor) > this.#position)
      this.#fileSystem.truncate(descriptor, this.#position)
    this.#descriptor = descriptor
    return descriptor
  }

  #fail(error: Error): void {
    const first = this.#problem === undefined
    this.#problem = error
    this.#retryAt = this.#options.clock.now() + this.#retryDelay
    this.#retryDelay = Math.min(this.#retryDelay * 2, LONGEST_RETRY_MS)
    if (first) this.#options.onProblem?.(error)
  }

  // one sync at a time: all that was written while it ran is covered by the next
  #syncSoon(): void {
    this.#unsynced = true
    if (this.#syncing !== undefined || this.#descriptor === undefined) return
    this.#unsynced = false
    this.#syncing = this.#fileSystem
      .datasync(this.#descriptor)
      .catch((error: Error) => this.#options.onProblem?.(error))
      .finally(() => {
        this.#syncing = undefined
        if (this.#unsynced) this.#syncSoon()
      })
  }
}
