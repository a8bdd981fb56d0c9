import type { Clock, FileSystem, IdSource, Timer } from '../contracts/ports.ts'
import type { RunRecord } from '../contracts/record.ts'
import { SeeTrainError } from '../errors/seetrain-error.ts'
import { encodeRecord } from '../record/plain-json.ts'
import { LARGEST_ITEM, PointEncoder, writeVarint } from '../record/point-codec.ts'
import { FORMAT_VERSION, FRAME, FRAME_HEADER_BYTES, LARGEST_PAYLOAD, sealFrame } from './frame.ts'
import { JournalGuard } from './guard.ts'
import { acquireJournalLock } from './journal-lock.ts'
import { JournalFile } from './journal-file.ts'
import { recoverJournal } from './recover.ts'

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

/** A process that is killed loses at most what was logged in this time. */
const WRITE_EVERY_MS = 5
/** Calls that are written one by one in each 5 ms. Few programs log more between two computations, and so need no guard. */
const WRITES_PER_WINDOW = 16
/** A damaged frame costs at most this many points; the frame's own bytes then cost half a byte a point. */
const POINTS_PER_FRAME = 32
const BUFFER_BYTES = 64 * 1024
const HIGH_WATER = BUFFER_BYTES - 1024
const HEADER_MAGIC = 'SeeTrain journal\n'

/**
 * Appends records to a journal. The first calls of each 5 ms are written at once; more than that are written together
 * when the buffer is full or 5 ms later, by a timer or, when this thread is busy computing then, by the guard thread.
 * Never throws after construction: what cannot be written is kept as long as memory allows, then counted.
 */
export class JournalWriter {
  readonly #clock: Clock
  readonly #everyRecord: boolean
  readonly #bytes = new Uint8Array(new SharedArrayBuffer(BUFFER_BYTES))
  readonly #points = new PointEncoder(this.#bytes)
  readonly #keys: string[] = []
  readonly #file: JournalFile
  #releaseLock: () => void = () => {}
  #at = 0
  /** Records in the buffer that is not yet handed to the file. */
  #buffered = 0
  #sequence = 0
  #frameStart = -1
  #framePoints = 0
  #windowStart = -Infinity
  #windowWrites = 0
  readonly #mayBeGuarded: boolean
  #guard: JournalGuard | undefined
  /** Between the first append and the settling behind it, when the guard keeps its hands off. */
  #inside = false
  #timer: Timer | undefined
  #droppedTold = 0
  #closed = false

  constructor(options: JournalWriterOptions) {
    this.#clock = options.clock
    this.#everyRecord = options.durability === 'record'
    this.#file = new JournalFile({ ...options, prepare: () => this.#prepare(options) })
    try {
      this.#file.prepare()
    } catch (error) {
      // a disk that refuses is no reason to stop a training: the first write tells, and tries again
      if (SeeTrainError.isInstance(error)) throw error
    }
    this.#writeHeader()
    this.#mayBeGuarded = options.guarded === true
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
    if (this.#at > HIGH_WATER) this.#write()
    if (this.#frameStart < 0) this.#openFrame(time)
    this.#at = this.#points.append(this.#at, key, step, value, time, epoch)
    if (++this.#framePoints === POINTS_PER_FRAME) this.#closeFrame()
  }

  /** Appends any other record. */
  record(record: RunRecord): void {
    this.#enter()
    this.#append(record)
    this.settle(this.#clock.now())
  }

  /** Decides whether what was appended is written now or soon. */
  settle(now: number): void {
    if (this.#mayWait(now)) this.#timer ??= this.#clock.setTimer(this.#onTimer, WRITE_EVERY_MS)
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

  /** Writes what is left and lets go of the journal. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#timer?.cancel()
    this.#file.retryNow()
    this.#enter()
    this.#write()
    // writing may have added a word about dropped records
    this.#write()
    this.#leave()
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
    if (this.#everyRecord) return false
    if (now - this.#windowStart >= WRITE_EVERY_MS || now < this.#windowStart) {
      this.#windowStart = now
      this.#windowWrites = 0
    }
    if (this.#windowWrites < WRITES_PER_WINDOW) {
      this.#windowWrites++
      return false
    }
    if (!this.#mayBeGuarded) return true
    this.#guard ??= new JournalGuard(this.#bytes)
    return this.#guard.isReady || this.#guard.isGone
  }

  #enter(): void {
    if (this.#inside) return
    this.#inside = true
    if (this.#guard?.enter() !== true) return
    // the guard closed the open frame in its copy and wrote it: here it is closed too
    this.#sequence = (this.#sequence + this.#framePoints) >>> 0
    this.#frameStart = -1
    this.#framePoints = 0
    this.#file.adopt(this.#at)
    this.#at = 0
    this.#buffered = 0
    this.#placeGuard()
  }

  #placeGuard(): void {
    this.#guard?.place(this.#file.guardedDescriptor, this.#file.position)
  }

  #leave(): void {
    this.#inside = false
    this.#guard?.leave(this.#at, this.#frameStart, this.#sequence)
  }

  #prepare(options: JournalWriterOptions): { segment: number; position: number } {
    const { folder, fileSystem } = options
    const lock = acquireJournalLock(folder, options.thread, fileSystem, options.ids)
    try {
      const recovered = recoverJournal(folder, fileSystem)
      this.#sequence = recovered.sequence
      this.#releaseLock = lock.release
      return { segment: recovered.segment, position: recovered.goodEnd }
    } catch (error) {
      lock.release()
      throw error
    }
  }

  #append(record: RunRecord): void {
    this.#closeFrame()
    const text = encodeRecord(record)
    // three bytes is the most that UTF-8 needs for one UTF-16 unit
    if (this.#at + FRAME_HEADER_BYTES + text.length * 3 > BUFFER_BYTES) this.#write()
    if (FRAME_HEADER_BYTES + text.length * 3 > BUFFER_BYTES) return this.#appendLarge(text)
    const payload = this.#at + FRAME_HEADER_BYTES
    const end = payload + encoder.encodeInto(text, this.#bytes.subarray(payload)).written
    sealFrame(this.#bytes, this.#at, end, FRAME.record, this.#sequence)
    this.#at = end
    this.#count(1)
  }

  #appendLarge(text: string): void {
    const payload = encoder.encode(text)
    if (payload.length > LARGEST_PAYLOAD) return this.#file.drop(1, new RangeError(`a record of ${payload.length} bytes; the most is ${LARGEST_PAYLOAD}`))
    const frame = new Uint8Array(FRAME_HEADER_BYTES + payload.length)
    frame.set(payload, FRAME_HEADER_BYTES)
    sealFrame(frame, 0, frame.length, FRAME.record, this.#sequence)
    this.#sequence = (this.#sequence + 1) >>> 0
    this.#file.append(frame, 1)
  }

  #writeHeader(): void {
    this.#frame(FRAME.header, `${HEADER_MAGIC}${JSON.stringify({ version: FORMAT_VERSION, segment: this.#file.segment })}`)
    for (let id = 0; id < this.#keys.length; id++) this.#writeKey(id, this.#keys[id]!)
  }

  // written twice: a damaged name would cost every point of its key, and the second copy costs a few bytes once
  #writeKey(id: number, key: string): void {
    this.#closeFrame()
    for (let copy = 0; copy < 2; copy++) this.#frame(FRAME.key, key, id)
  }

  #frame(type: number, text: string, id?: number): void {
    if (this.#at + FRAME_HEADER_BYTES + LARGEST_ITEM + text.length * 3 > BUFFER_BYTES) this.#write()
    let at = this.#at + FRAME_HEADER_BYTES
    if (id !== undefined) at = writeVarint(this.#bytes, at, id)
    at += encoder.encodeInto(text, this.#bytes.subarray(at)).written
    sealFrame(this.#bytes, this.#at, at, type, this.#sequence)
    this.#at = at
  }

  #openFrame(time: number): void {
    this.#frameStart = this.#at
    this.#at = this.#points.begin(this.#at + FRAME_HEADER_BYTES, time)
  }

  #closeFrame(): void {
    if (this.#frameStart < 0) return
    sealFrame(this.#bytes, this.#frameStart, this.#at, FRAME.points, this.#sequence)
    this.#count(this.#framePoints)
    this.#frameStart = -1
    this.#framePoints = 0
  }

  #count(records: number): void {
    this.#sequence = (this.#sequence + records) >>> 0
    this.#buffered += records
  }

  #write(): void {
    this.#closeFrame()
    if (this.#at === 0 && this.#file.pendingBytes === 0) return
    this.#file.append(this.#bytes.subarray(0, this.#at), this.#buffered)
    this.#at = 0
    this.#buffered = 0
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

const encoder = new TextEncoder()
