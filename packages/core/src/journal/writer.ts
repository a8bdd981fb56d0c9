import type { Clock, FileSystem, IdSource, Timer } from '../contracts/ports.ts'
import type { RunRecord } from '../contracts/record.ts'
import { SeeTrainError } from '../errors/seetrain-error.ts'
import { encodeRecord } from '../record/plain-json.ts'
import { FrameBuffer } from './frame-buffer.ts'
import { LARGEST_PAYLOAD } from './frame.ts'
import { JournalGuard } from './guard.ts'
import { JournalFile } from './journal-file.ts'
import { takeJournal } from './take-journal.ts'
import { WRITE_EVERY_MS, WriteWindow } from './write-window.ts'

export type Durability = 'buffered' | 'record' | 'power'

export interface JournalWriterOptions {
  folder: string
  /** `worker_threads.threadId`: 0 for the main thread. */
  thread: number
  durability: Durability
  segmentBytes: number
  clock: Clock
  fileSystem: FileSystem
  ids: IdSource
  /** Whether a thread may write what this one leaves in its buffer while it computes. It uses Node's own file system. */
  guarded?: boolean
  /** Called when bytes reached the file. */
  onGrow?(): void
  /** Called on the first failure of a series, and with `undefined` when writing works again. */
  onProblem?(error: Error | undefined): void
}

/**
 * Appends records to a journal. The first calls of each 5 ms are written at once; more than that are written together
 * when the buffer is full or 5 ms later, by a timer or, when this thread is busy computing then, by the guard thread.
 * Never throws after construction: what cannot be written is kept as long as memory allows, then counted.
 */
export class JournalWriter {
  readonly #clock: Clock
  readonly #everyRecord: boolean
  readonly #buffer = new FrameBuffer()
  readonly #keys: string[] = []
  readonly #window = new WriteWindow()
  readonly #file: JournalFile
  readonly #mayBeGuarded: boolean
  #releaseLock: () => void = () => {}
  #guard: JournalGuard | undefined
  /** Between the first append and the settling behind it, when the guard keeps its hands off. */
  #inside = false
  #together = false
  #timer: Timer | undefined
  #droppedTold = 0
  #closed = false

  constructor(options: JournalWriterOptions) {
    this.#clock = options.clock
    this.#everyRecord = options.durability === 'record'
    this.#mayBeGuarded = options.guarded === true
    this.#file = new JournalFile({ ...options, prepare: () => this.#prepare(options) })
    try {
      this.#file.prepare()
    } catch (error) {
      // a disk that refuses is no reason to stop a training: the first write tells, and tries again
      if (SeeTrainError.isInstance(error)) throw error
    }
    this.#writeHeader()
  }

  /** Number that stands for a metric key in this journal. */
  keyId(key: string): number {
    this.#enter()
    const id = this.#keys.push(key) - 1
    this.#writeKey(id, key)
    return id
  }

  /** Appends one point. `epoch` is NaN when there is none. Call `settle` when the caller's batch is complete. */
  point(key: number, step: number, value: number, time: number, epoch: number): void {
    if (!this.#inside) this.#enter()
    if (this.#buffer.isFull) this.#write()
    this.#buffer.point(key, step, value, time, epoch)
  }

  /** Appends any other record. */
  record(record: RunRecord): void {
    this.#enter()
    this.#append(record)
    if (!this.#together || this.#everyRecord) this.settle(this.#clock.now())
  }

  /** The records that `work` appends are settled once, when it returns: a write costs more than a record. */
  together(work: () => void): void {
    this.#together = true
    try {
      work()
    } finally {
      this.#together = false
      this.settle(this.#clock.now())
    }
  }

  /** Decides whether what was appended is written now or soon. */
  settle(now: number): void {
    if (!this.#inside) return
    if (this.#mayWait(now) && !this.#closed) this.#timer ??= this.#clock.setTimer(this.#onTimer, WRITE_EVERY_MS)
    else this.#write()
    this.#leave()
  }

  /** Hands everything to the operating system. Returns false when it could not all be written. */
  flush(): boolean {
    this.#enter()
    this.#write()
    this.#leave()
    return this.#file.pendingBytes === 0
  }

  get dropped(): number {
    return this.#file.droppedRecords
  }

  get bytesWritten(): number {
    return this.#file.bytesWritten
  }

  get problem(): Error | undefined {
    return this.#file.problem
  }

  /** Writes what is left and lets go of the journal. What comes afterwards goes nowhere. */
  close(): void {
    if (this.#closed) return
    this.#file.retryNow()
    this.flush()
    // writing may have added a word about dropped records
    this.flush()
    this.#closed = true
    this.#timer?.cancel()
    this.#guard?.close()
    this.#file.close()
    this.#releaseLock()
  }

  /** Resolves when everything written so far would survive a power failure. */
  sync(): Promise<void> {
    this.flush()
    return this.#file.sync()
  }

  readonly #onTimer = (): void => {
    this.#timer = undefined
    this.flush()
    // what did not get through is tried again without waiting for the next record
    if (this.#file.pendingBytes > 0 && !this.#closed) {
      this.#timer = this.#clock.setTimer(this.#onTimer, this.#file.retryDelayMs)
    }
  }

  #mayWait(now: number): boolean {
    if (this.#everyRecord || this.#window.take(now)) return false
    if (!this.#mayBeGuarded) return true
    this.#guard ??= this.#startGuard()
    return this.#guard.isReady || this.#guard.isGone
  }

  #startGuard(): JournalGuard {
    const guard = new JournalGuard(this.#buffer.bytes)
    // it is started in the middle of a call
    guard.enter()
    return guard
  }

  #enter(): void {
    if (this.#inside) return
    this.#inside = true
    if (this.#guard?.enter() !== true) return
    // the guard completed the open frame in its copy and wrote everything
    this.#file.adopt(this.#buffer.end)
    this.#buffer.clear()
    this.#placeGuard()
  }

  #leave(): void {
    this.#inside = false
    this.#guard?.leave(this.#buffer.end, this.#buffer.frameStart, this.#buffer.sequence)
  }

  #placeGuard(): void {
    this.#guard?.place(this.#file.guardedDescriptor, this.#file.position)
  }

  #prepare(options: JournalWriterOptions): { segment: number; position: number } {
    const { folder, thread, fileSystem, ids } = options
    const { sequence, segment, goodEnd, release } = takeJournal(folder, thread, fileSystem, ids)
    this.#buffer.sequence = sequence
    this.#releaseLock = release
    return { segment, position: goodEnd }
  }

  #append(record: RunRecord): void {
    const text = encodeRecord(record)
    if (!this.#buffer.fits(text, 'now')) this.#write()
    if (this.#buffer.fits(text, 'when empty')) return this.#buffer.record(text)
    const payload = new TextEncoder().encode(text)
    if (payload.length <= LARGEST_PAYLOAD) return this.#file.append(this.#buffer.largeRecord(payload), 1)
    this.#file.drop(1, new RangeError(`a record of ${payload.length} bytes; the most is ${LARGEST_PAYLOAD}`))
  }

  #writeHeader(): void {
    this.#buffer.header(this.#file.segment)
    for (const [id, key] of this.#keys.entries()) this.#writeKey(id, key)
  }

  // written twice: a damaged name would cost every point of its key, and the second copy costs a few bytes once
  #writeKey(id: number, key: string): void {
    for (let copy = 0; copy < 2; copy++) {
      if (!this.#buffer.fits(key, 'now')) this.#write()
      this.#buffer.key(id, key)
    }
  }

  #write(): void {
    const buffer = this.#buffer
    if (this.#closed) return buffer.clear()
    buffer.sealPoints()
    if (buffer.end === 0 && this.#file.pendingBytes === 0) return
    this.#file.append(buffer.bytes.subarray(0, buffer.end), buffer.records)
    buffer.clear()
    if (this.#file.pendingBytes === 0) {
      this.#tellDropped()
      if (this.#file.rollWhenFull()) this.#writeHeader()
    }
    this.#placeGuard()
  }

  #tellDropped(): void {
    const count = this.#file.droppedRecords - this.#droppedTold
    if (count === 0) return
    this.#droppedTold = this.#file.droppedRecords
    this.#append({ kind: 'dropped', time: this.#clock.now(), count, reason: this.#file.dropReason })
  }
}
