import { basename } from 'node:path'
import type { OpenRecord } from '../contracts/record.ts'
import type { SinkStats } from '../contracts/run.ts'
import { PoisonRecordError } from '../errors/poison-record-error.ts'
import { withoutFullStop } from '../errors/without-full-stop.ts'
import { recordToJson } from '../record/to-json.ts'
import { messageOf } from '../resilience/operations.ts'
import { AppendFile } from './append-file.ts'
import type { CourierOptions, DeliveryPolicy } from './courier-options.ts'
import { CursorFile, type CursorPosition } from './cursor.ts'
import { halves, wholePart, without, type Part } from './parts.ts'
import type { SinkCaller } from './sink-caller.ts'

export interface DeliveryOptions extends CourierOptions {
  policy: Required<DeliveryPolicy>
  caller: SinkCaller
  stats: SinkStats
}

/** What a courier carries at the moment: one batch, the place it came from, and the cursor behind it. */
export class Delivery {
  readonly #options: DeliveryOptions
  readonly #cursor: CursorFile
  #position: CursorPosition | undefined
  #parts: Part[] = []
  #records = 0
  #nextOffset = 0
  #unsaved = false
  #toldPoison = false

  constructor(options: DeliveryOptions) {
    this.#options = options
    const { runDir, writer, sink, ports } = options
    this.#cursor = new CursorFile({
      runDir,
      writer,
      sink,
      fileSystem: ports.fileSystem,
      ids: ports.ids,
      logger: ports.logger,
    })
  }

  /** Offset up to which everything was delivered or set aside; 0 until the cursor was read. */
  get offset(): number {
    return this.#position?.offset ?? 0
  }

  /** Takes the cursor for this process and reads it. Throws `CursorLockedError` when another process has it. */
  claim(): void {
    if (this.#position) return
    this.#cursor.claim()
    const position = this.#cursor.load()
    const end = this.#options.journalEnd()
    if (position.offset > end) {
      this.#options.ports.logger.warn(
        `${this.#cursor.path} points behind the end of its journal, which lost its tail; going on from its end.`,
      )
      position.offset = end
      position.skip = 0
    }
    this.#position = position
  }

  /** Delivers the next part of the journal. Returns false when there is none. Throws what the sink threw for good. */
  async step(): Promise<boolean> {
    this.claim()
    if (this.#parts.length === 0 && !this.#readOn()) return false
    const part = this.#parts[0]!
    if (part.entries.length === 0) {
      this.#moveBehind(part)
      return true
    }
    await this.#openSink()
    try {
      const state = await this.#options.caller.deliver(part, this.#offsetBehind(part))
      if (state) this.#position!.state = state
    } catch (error) {
      if (this.#divide(part, error)) return true
      throw error
    }
    this.#options.stats.delivered += part.entries.length
    this.#moveBehind(part)
    this.save()
    return true
  }

  /** Writes the cursor if it moved. A refusal is told and tried again with the next batch: it costs a redelivery at most. */
  save(): void {
    if (!this.#unsaved || !this.#position) return
    try {
      this.#cursor.save(this.#position)
      this.#unsaved = false
    } catch (error) {
      this.#options.stats.failures++
      this.#options.stats.lastError = messageOf(error)
    }
  }

  release(): void {
    this.save()
    this.#cursor.release()
  }

  #readOn(): boolean {
    const { source, policy, sink, ports } = this.#options
    const position = this.#position!
    const chunk = source.read(position.offset, { maxRecords: policy.batchRecords, maxBytes: policy.batchBytes })
    if (chunk.lost > 0)
      ports.logger.warn(`${chunk.lost} records of the journal are damaged and can not be sent to ${sink.id}.`)
    if (chunk.nextOffset === position.offset) return false
    this.#records = chunk.records.length
    this.#nextOffset = chunk.nextOffset
    this.#parts = [wholePart(chunk.records, position.skip, sink.kinds)]
    return true
  }

  async #openSink(): Promise<void> {
    const { caller, ports, runDir } = this.#options
    if (caller.opened) return
    const { blobs, fileSystem, logger, clock, fetch } = ports
    const { state } = this.#position!
    await caller.open({ open: this.#findOpen(), runDir, blobs, fileSystem, state, logger, clock, fetch })
  }

  #findOpen(): OpenRecord {
    const { source, runDir, writer } = this.#options
    const found = source.read(0, { maxRecords: 100 }).records.find(record => record.kind === 'open')
    if (found) return found
    // its record is damaged: what the folder tells is enough for the rest to be delivered
    const runId = basename(runDir)
    const time = this.#parts[0]!.entries[0]!.record.time
    const origin = { id: writer, host: '', pid: 0, thread: 0 }
    return {
      kind: 'open',
      time,
      runId,
      project: '',
      name: runId,
      createdAt: time,
      writer: origin,
      resumed: false,
      version: '',
    }
  }

  // parts of a chunk get offsets inside it: a record is never shorter than a byte, so they rise and stay below the chunk's
  #offsetBehind(part: Part): number {
    return part.to === this.#records ? this.#nextOffset : this.#position!.offset + part.to
  }

  #moveBehind(part: Part): void {
    const position = this.#position!
    this.#parts.shift()
    if (part.to === this.#records) {
      position.offset = this.#nextOffset
      // more than the chunk holds, when an earlier process read in larger ones
      position.skip = Math.max(0, position.skip - this.#records)
    } else {
      position.skip = part.to
    }
    this.#unsaved = true
  }

  /** Whether the error says that the batch's content is at fault; then the next parts are smaller. */
  #divide(part: Part, error: unknown): boolean {
    if (error instanceof PoisonRecordError && part.entries[error.index] !== undefined) {
      this.#setAside(part, error.index, error)
      return true
    }
    const refused =
      error instanceof PoisonRecordError || (error as { retryable?: unknown } | undefined)?.retryable === false
    if (!refused) return false
    if (part.entries.length === 1) this.#setAside(part, 0, error)
    else this.#parts.splice(0, 1, ...halves(part))
    return true
  }

  #setAside(part: Part, index: number, error: unknown): void {
    const { record, position: place } = part.entries[index]!
    const { ports, sink, stats } = this.#options
    const position = this.#position!
    const head = JSON.stringify({ time: ports.clock.now(), offset: position.offset, place, reason: messageOf(error) })
    // cut to the length that the cursor knows: a line from before a crash is not written twice
    const file = new AppendFile(this.#cursor.poisonPath, position.poisonBytes, ports.fileSystem)
    try {
      file.append(`${head.slice(0, -1)},"record":${recordToJson(record)}}\n`)
      position.poisonBytes = file.position
    } finally {
      file.close()
    }
    stats.poisoned++
    this.#parts[0] = without(part, index)
    if (this.#toldPoison) return
    this.#toldPoison = true
    ports.logger.warn(
      `${sink.id} can not take a record: ${withoutFullStop(messageOf(error))}. It is set aside in ${this.#cursor.poisonPath}; the rest goes on.`,
    )
  }
}
