import type { PlainObject, RunRecord, Sink, SinkBatch, SinkRun } from '@seetrain/core'

/** The files of one run while they are written. */
export interface RecordLog {
  add(record: RunRecord): void | Promise<void>
  /** Writes what was added. Returns what is needed to open the files again and go on from here. */
  write(): PlainObject
  /** Makes what was written visible and durable. */
  flush(): Promise<void>
  close(): void
}

export interface RecordLogFormat {
  id: string
  kinds?: readonly RunRecord['kind'][]
  /** Opens the files as they were when `write` returned the state: whatever is behind that is cut off. */
  open(run: SinkRun, state: PlainObject): RecordLog
}

/**
 * Writes files that can be cut to where they were. That place travels with the cursor, so a batch which comes again is
 * there once, and one that failed half-way leaves nothing.
 */
export class RecordLogSink implements Sink {
  readonly id: string
  readonly redelivery = 'ignored'
  readonly kinds?: readonly RunRecord['kind'][]
  readonly #format: RecordLogFormat
  #run: SinkRun | undefined
  #state: PlainObject = {}
  #log: RecordLog | undefined
  #lastOffset = -1

  constructor(format: RecordLogFormat) {
    this.id = format.id
    if (format.kinds) this.kinds = format.kinds
    this.#format = format
  }

  async open(run: SinkRun): Promise<void> {
    this.#run = run
    this.#state = run.state
    this.#lastOffset = -1
    this.#log = this.#openLog()
  }

  async deliver(batch: SinkBatch): Promise<void> {
    if (batch.offset > this.#lastOffset) {
      const log = (this.#log ??= this.#openLog())
      try {
        for (const record of batch.records) {
          const adding = log.add(record)
          // most are taken at once, and waiting for each would take longer than that
          if (adding) await adding
        }
        this.#state = log.write()
      } catch (error) {
        log.close()
        this.#log = undefined
        throw error
      }
      this.#lastOffset = batch.offset
    }
    batch.checkpoint(this.#state)
  }

  async flush(): Promise<void> {
    await this.#log?.flush()
  }

  async close(): Promise<void> {
    await this.flush()
    this.#log?.close()
    this.#log = undefined
  }

  #openLog(): RecordLog {
    if (this.#run === undefined) throw new Error(`the sink ${this.id} is not open`)
    return this.#format.open(this.#run, this.#state)
  }
}
