import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  nodeFileSystem,
  PoisonRecordError,
  RejectedBatchError,
  type FileSystem,
  type JournalChunk,
  type MetricRecord,
  type RunRecord,
  type Sink,
  type SinkBatch,
} from '@seetrain/core'
import { ManualClock, MemoryBlobStore } from '@seetrain/core/testing'
import { Courier } from '../../packages/core/src/courier/courier.ts'
import type { DeliveryPolicy } from '../../packages/core/src/courier/courier-options.ts'
import type { Ports } from '../../packages/core/src/container.ts'
import { randomIdSource } from '../../packages/core/src/ports/random-id-source.ts'

const BYTES_PER_RECORD = 12
const RECORDS_PER_FRAME = 32

/** A journal in memory, of whole frames as the real one. */
export class MemoryJournal {
  readonly records: RunRecord[] = []
  /** Offset behind each frame, and how many records come before it. */
  readonly #frames: { end: number; records: number }[] = []

  get end(): number {
    return this.#frames.at(-1)?.end ?? 0
  }

  append(records: readonly RunRecord[]): void {
    for (let from = 0; from < records.length; from += RECORDS_PER_FRAME) {
      const frame = records.slice(from, from + RECORDS_PER_FRAME)
      this.records.push(...frame)
      this.#frames.push({ end: this.end + frame.length * BYTES_PER_RECORD, records: this.records.length })
    }
  }

  read(fromOffset: number, { maxRecords = Infinity, maxBytes = Infinity } = {}): JournalChunk {
    const before = this.#frames.findLastIndex(frame => frame.end <= fromOffset)
    const first = before < 0 ? 0 : this.#frames[before]!.records
    let last = before
    while (last < this.#frames.length - 1) {
      last++
      const { end, records } = this.#frames[last]!
      if (records - first >= maxRecords || end - fromOffset >= maxBytes) break
    }
    const frame = this.#frames[last]
    const nextOffset = frame?.end ?? 0
    return {
      records: this.records.slice(first, frame?.records ?? 0),
      nextOffset,
      atEnd: last === this.#frames.length - 1,
      lost: 0,
    }
  }

  close(): void {}
}

export function open(runId = 'run'): RunRecord {
  const writer = { id: 'main', host: 'here', pid: 1, thread: 0 }
  return { kind: 'open', time: 0, runId, project: 'p', name: 'n', createdAt: 0, writer, resumed: false, version: '0' }
}

/** Metrics whose step counts on; one whose step is in `poison` can never be delivered. */
export function points(from: number, count: number): MetricRecord[] {
  return Array.from({ length: count }, (_, index) => ({
    kind: 'metric',
    time: 1,
    key: 'loss',
    step: from + index,
    value: 1,
  }))
}

export type Network = 'up' | 'down' | 'silent' | 'answer-lost'

/** A tracker on the other side of a network. Outlives the processes that send to it. */
export class Tracker {
  network: Network = 'up'
  /** What it holds, in the order in which it came. */
  readonly received: RunRecord[] = []
  readonly offsets: number[] = []
  /** Steps of records that it refuses for ever. */
  readonly poison = new Set<number>()
  requests = 0
  readonly #seen = new Set<number>()
  readonly #options: { recognises: boolean; names: boolean }

  /** `recognises`: drops what came before. `names`: says which record it refuses, else only that the batch is bad. */
  constructor(options = { recognises: false, names: true }) {
    this.#options = options
  }

  async request(batch: SinkBatch): Promise<void> {
    this.requests++
    if (this.network === 'down') throw new Error('connection refused')
    if (this.network === 'silent') await silence(batch.signal)
    this.#apply(batch)
    if (this.network === 'answer-lost') await silence(batch.signal)
  }

  #apply({ records, offset }: SinkBatch): void {
    const bad = records.findIndex(record => record.kind === 'metric' && this.poison.has(record.step))
    if (bad >= 0)
      throw this.#options.names ? new PoisonRecordError(bad, 'no such metric') : new RejectedBatchError('400')
    this.offsets.push(offset)
    for (const record of records) {
      const step = record.kind === 'metric' ? record.step : -1
      if (this.#options.recognises && this.#seen.has(step)) continue
      this.#seen.add(step)
      this.received.push(record)
    }
  }
}

function silence(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) =>
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true }),
  )
}

/** One life of a process that runs a courier: it can be killed at any call of its file system. */
export class ProcessLife {
  readonly clock = new ManualClock(1_000_000)
  readonly told: string[] = []
  readonly courier: Courier
  dead = false
  /** Calls of the file system that change something until it dies. */
  #callsLeft = Infinity

  constructor(
    runDir: string,
    journal: MemoryJournal,
    makeSink: (life: ProcessLife) => Sink,
    policy: DeliveryPolicy = {},
  ) {
    // the lock of a process that was killed: its pid is gone, which here is the pid of the test itself
    const sink = makeSink(this)
    rmSync(join(runDir, 'cursors', `${sink.id}.lock`), { recursive: true, force: true })
    const ports: Ports = {
      clock: this.clock,
      ids: randomIdSource,
      fileSystem: this.fileSystem(),
      fetch: globalThis.fetch,
      logger: { debug() {}, info: line => this.told.push(line), warn: line => this.told.push(line), error() {} },
      blobs: new MemoryBlobStore(),
    }
    this.courier = new Courier({
      runDir,
      writer: 'main',
      source: journal,
      journalEnd: () => journal.end,
      sink,
      ports,
      policy: { intervalMs: 100, ...policy },
    })
  }

  killAfter(calls: number): void {
    this.#callsLeft = calls
  }

  /** Sends to a tracker as long as the process lives; a dead one never hears an answer. */
  async send(tracker: Tracker, batch: SinkBatch): Promise<void> {
    if (!this.dead) await tracker.request(batch)
    if (this.dead) await new Promise(() => {})
  }

  fileSystem(): FileSystem {
    const dying = new Set<PropertyKey>(['write', 'writeFileAtomic', 'truncate'])
    return new Proxy(nodeFileSystem, {
      get: (target, name: keyof FileSystem) => {
        const call = target[name] as (...args: unknown[]) => unknown
        return (...args: unknown[]) => {
          if (dying.has(name) && this.#callsLeft-- <= 0) this.dead = true
          if (this.dead) throw new Error('the process is dead')
          // its real time is not the clock's
          if (name === 'datasync') return Promise.resolve()
          return call(...args)
        }
      },
    })
  }

  /** Finishes, moving time on until it is done. */
  async finish(deadlineMs = 100_000): Promise<{ complete: boolean; reason?: string }> {
    return settle(this.courier.finish(deadlineMs), this.clock)
  }
}

/** Moves time on until the promise settles. */
export async function settle<T>(promise: Promise<T>, clock: ManualClock): Promise<T> {
  const state = { done: false }
  const ended = promise.finally(() => (state.done = true))
  ended.catch(() => {})
  while (!state.done) await clock.advance(500)
  return ended
}

export function trackerSink(
  tracker: Tracker,
  redelivery: Sink['redelivery'] = 'duplicated',
): (life: ProcessLife) => Sink {
  return life => ({ id: 'tracker', redelivery, deliver: batch => life.send(tracker, batch) })
}

export function temporaryFolder(): { path: string; [Symbol.dispose](): void } {
  const path = mkdtempSync(join(tmpdir(), 'seetrain-courier-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

export function stepsOf(records: readonly RunRecord[]): number[] {
  return records.flatMap(record => (record.kind === 'metric' ? [record.step] : []))
}

/** Steps of the records that were set aside. */
export function poisonedSteps(runDir: string, sink: string): number[] {
  const path = join(runDir, 'cursors', `${sink}.poison.jsonl`)
  const text = nodeFileSystem.stat(path) ? readFileSync(path, 'utf8') : ''
  return text
    .split('\n')
    .filter(Boolean)
    .map(line => (JSON.parse(line) as { record: MetricRecord }).record.step)
}
