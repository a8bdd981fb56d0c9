import {
  InvalidArgumentError,
  type PlainObject,
  type RunRecord,
  type Sink,
  type SinkBatch,
  type SinkDefinition,
  type SinkRun,
} from '@seetrain/core'

export interface MemorySinkOptions {
  /** Default `memory`. Two of them in one run need two ids. */
  id?: string
  kinds?: readonly RunRecord['kind'][]
  /** Called before a batch is kept; what it throws is thrown to the courier. For tests of what happens then. */
  onDeliver?: (batch: SinkBatch) => void | Promise<void>
}

/** Keeps records in memory: for tests, and for programs that look at what they logged. */
export class MemorySink implements Sink {
  readonly id: string
  readonly redelivery = 'ignored'
  readonly kinds?: readonly RunRecord['kind'][]
  readonly #onDeliver: MemorySinkOptions['onDeliver']
  readonly #records: RunRecord[] = []
  /** Where the records of the present run begin. */
  #start = 0
  #runId: string | undefined
  #lastOffset = -1
  #open = false
  #flushes = 0

  constructor(options: MemorySinkOptions = {}) {
    this.id = options.id ?? 'memory'
    if (options.kinds) this.kinds = options.kinds
    this.#onDeliver = options.onDeliver
  }

  /** What was delivered so far, in order. */
  get records(): readonly RunRecord[] {
    return this.#records
  }

  get isOpen(): boolean {
    return this.#open
  }

  get flushes(): number {
    return this.#flushes
  }

  // what came after the last saved cursor comes again
  async open({ open, state }: SinkRun): Promise<void> {
    if (this.#runId !== open.runId) this.#start = this.#records.length
    this.#runId = open.runId
    this.#records.length = Math.min(this.#records.length, this.#start + Number(state['count'] ?? 0))
    this.#lastOffset = -1
    this.#open = true
  }

  async deliver(batch: SinkBatch): Promise<void> {
    await this.#onDeliver?.(batch)
    if (batch.offset > this.#lastOffset) this.#records.push(...batch.records)
    this.#lastOffset = Math.max(this.#lastOffset, batch.offset)
    batch.checkpoint({ count: this.#records.length - this.#start })
  }

  async flush(): Promise<void> {
    this.#flushes++
  }

  async close(): Promise<void> {
    this.#open = false
  }
}

export const definition: SinkDefinition = {
  id: 'memory',
  create(options: PlainObject) {
    const [unknown] = Object.keys(options)
    if (unknown !== undefined)
      throw new InvalidArgumentError(
        `sink memory, option "${unknown}"`,
        options[unknown],
        'It has no options here. Pass a MemorySink for more.',
      )
    return new MemorySink()
  },
}
