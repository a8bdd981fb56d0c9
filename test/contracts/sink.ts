import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  systemClock,
  type MetricRecord,
  type OpenRecord,
  type PlainObject,
  type RunRecord,
  type Sink,
  type SinkBatch,
  type SinkRun,
} from '@seetrain/core'
import { MemoryBlobStore } from '@seetrain/core/testing'

/** A metric as it is read back. `epoch` and `time` are compared when they are there. */
export type Point = Pick<MetricRecord, 'key' | 'step' | 'value'> & Partial<MetricRecord>

export interface SinkUnderTest {
  /** A sink as a new process makes it, delivering to the place that `folder` stands for. */
  create(folder: string): Sink
  /** The metrics on the other side, in the order in which they are shown there. */
  readBack(folder: string): Point[] | Promise<Point[]>
  /** Cases that do not fit, each with the reason. */
  skip?: { [name in SinkCase]?: string }
}

export type SinkCase = 'several writers' | 'non-finite values' | 'odd keys'

/** What every sink must do. Call it in a test file with a way to make one and to see what arrived. */
export function describeSink(name: string, subject: SinkUnderTest): void {
  describe(`${name} keeps the contract of Sink`, () => {
    let folder: string
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'seetrain-sink-'))
    })
    afterEach(() => rmSync(folder, { recursive: true, force: true }))

    const start = (options: Partial<DeliveringOptions> = {}): Promise<Delivering> =>
      Delivering.start(subject.create(folder), { runDir: join(folder, 'run'), ...options })
    const steps = async (): Promise<number[]> => (await subject.readBack(folder)).map(point => point.step)
    const optional = (which: SinkCase, test: () => Promise<void>): void => {
      const reason = subject.skip?.[which]
      if (reason === undefined) it(which, test)
      else it.skip(`${which} [skipped: ${reason}]`, test)
    }

    it('has an id and says what a redelivery does', () => {
      const sink = subject.create(folder)
      expect(sink.id).toMatch(/^[\w.-]+$/)
      expect(['ignored', 'duplicated']).toContain(sink.redelivery)
    })

    it('delivers metrics exactly and in order', async () => {
      const delivering = await start()
      const values = [0, 1, -1.5, 1e-300, Number.MAX_VALUE, 0.1 + 0.2]
      const sent = values.map((value, index) => ({ ...point(index * 3), value, epoch: index }))
      await delivering.send(sent.slice(0, 2))
      await delivering.send(sent.slice(2))
      await delivering.close()
      const back = await subject.readBack(folder)
      expect(back.map(({ key, step, value }) => ({ key, step, value }))).toEqual(
        sent.map(({ key, step, value }) => ({ key, step, value })),
      )
      for (const [index, { time = 1700000000000, epoch = index }] of back.entries())
        expect([time, epoch]).toEqual([1700000000000, index])
    })

    it('takes every kind of record that it does not exclude, and leaves them as they are', async () => {
      const delivering = await start()
      const records = deepFreeze(ONE_OF_EACH.filter(record => delivering.sink.kinds?.includes(record.kind) ?? true))
      await delivering.send(records)
      await delivering.close()
      expect(await steps()).toEqual([5])
    })

    it('keeps what a batch held when the same batch comes again in one process', async () => {
      const delivering = await start()
      await delivering.send(points(0, 3))
      await delivering.repeat()
      await delivering.send(points(3, 2))
      await delivering.close()
      expectRedelivered(await steps(), delivering.sink, [0, 1, 2, 3, 4], 3)
    })

    it('keeps what came before when the process is killed before the cursor is saved', async () => {
      const first = await start()
      await first.send(points(0, 3))
      const saved = first.state
      await first.send(points(3, 4))
      // killed: neither flushed nor closed; the next process reads on from the saved cursor, in other batches
      const second = await start({ state: saved, offset: 3 })
      await second.send(points(3, 2))
      await second.send(points(5, 3))
      await second.close()
      expectRedelivered(await steps(), second.sink, [0, 1, 2, 3, 4, 5, 6, 7], 4)
    })

    it('continues a run with the state that it saved', async () => {
      const first = await start()
      await first.send(points(0, 2))
      await first.close()
      const second = await start({ state: first.state, offset: 2 })
      await second.send(points(2, 2))
      await second.close()
      expect(await steps()).toEqual([0, 1, 2, 3])
    })

    it('can be flushed at any time, and closed without a batch', async () => {
      const first = await start()
      await first.sink.flush?.()
      await first.send(points(0, 1))
      await first.sink.flush?.()
      expect(await steps()).toEqual([0])
      await first.close()
      const second = await start({ state: first.state, offset: 1 })
      await second.close()
      expect(await steps()).toEqual([0])
    })

    optional('non-finite values', async () => {
      const delivering = await start()
      const values = [Number.NaN, Infinity, -Infinity]
      await delivering.send(values.map((value, step) => ({ ...point(step), value })))
      await delivering.close()
      expect((await subject.readBack(folder)).map(({ value }) => value)).toEqual(values)
    })

    optional('odd keys', async () => {
      const delivering = await start()
      const keys = ['a/b', 'with space', 'comma, and "quotes"', 'line\nbreak', 'ключ 🔑', '=1+1', '__proto__']
      await delivering.send(keys.map((key, step) => ({ ...point(step), key })))
      await delivering.close()
      expect((await subject.readBack(folder)).map(({ key }) => key)).toEqual(keys)
    })

    optional('several writers', async () => {
      const [main, other] = [await start(), await start({ writer: 'rank-1' })]
      await main.send(points(0, 2))
      await other.send(points(10, 2))
      await main.send(points(2, 1))
      await main.close()
      await other.close()
      expect((await steps()).sort((a, b) => a - b)).toEqual([0, 1, 2, 10, 11])
    })
  })
}

interface DeliveringOptions {
  runDir: string
  state: PlainObject
  /** Where the first batch begins. */
  offset: number
  writer: string
}

/** Calls a sink as the Courier does. Offsets here are counts of records. */
class Delivering {
  readonly sink: Sink
  readonly #options: DeliveringOptions
  #offset: number
  #last: readonly RunRecord[] = []
  state: PlainObject

  private constructor(sink: Sink, options: DeliveringOptions) {
    this.sink = sink
    this.#options = options
    this.#offset = options.offset
    this.state = options.state
  }

  static async start(sink: Sink, given: Partial<DeliveringOptions> & { runDir: string }): Promise<Delivering> {
    const options = { state: {}, offset: 0, writer: 'main', ...given }
    await sink.open?.(sinkRun(options))
    return new Delivering(sink, options)
  }

  async send(records: readonly RunRecord[]): Promise<void> {
    this.#last = records
    this.#offset += records.length
    await this.repeat()
  }

  async repeat(): Promise<void> {
    const batch: SinkBatch = {
      records: this.#last,
      offset: this.#offset,
      writer: this.#options.writer,
      checkpoint: state => void (this.state = structuredClone(state)),
      signal: new AbortController().signal,
    }
    await this.sink.deliver(batch)
  }

  async close(): Promise<void> {
    await this.sink.flush?.()
    await this.sink.close?.()
  }
}

function sinkRun({ runDir, state, writer }: DeliveringOptions): SinkRun {
  const silent = { debug() {}, info() {}, warn() {}, error() {} }
  return {
    open: { ...OPEN, writer: { ...OPEN.writer, id: writer } },
    runDir,
    blobs: new MemoryBlobStore(),
    state: structuredClone(state),
    logger: silent,
    clock: systemClock,
    fetch: globalThis.fetch,
    signal: new AbortController().signal,
  }
}

// where a redelivery may show twice, nothing is missing and no more than the last batch is doubled
function expectRedelivered(steps: number[], sink: Sink, expected: number[], mostTwice: number): void {
  if (sink.redelivery === 'ignored') return expect(steps).toEqual(expected)
  expect([...new Set(steps)].sort((a, b) => a - b)).toEqual(expected)
  expect(steps.length - expected.length).toBeLessThanOrEqual(mostTwice)
}

function point(step: number): MetricRecord {
  return { kind: 'metric', time: 1700000000000, key: 'loss', step, value: step / 2 }
}

function points(from: number, count: number): MetricRecord[] {
  return Array.from({ length: count }, (_, index) => point(from + index))
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    Object.values(value).forEach(deepFreeze)
    Object.freeze(value)
  }
  return value
}

const time = 1700000000000
const blob = { sha256: 'a'.repeat(64), size: 3, mime: 'image/png' }
const OPEN: OpenRecord = {
  kind: 'open',
  time,
  runId: 'contract-run',
  project: 'contract',
  name: 'a run',
  createdAt: time,
  writer: { id: 'main', host: 'here', pid: 1, thread: 0 },
  resumed: false,
  version: '0.0.0',
}

const ONE_OF_EACH: RunRecord[] = [
  OPEN,
  { kind: 'edit', time, name: 'another', tags: ['a'] },
  {
    kind: 'config',
    time,
    set: { lr: 0.1, deep: { big: 12n, at: new Date(time), bytes: new Uint8Array([1, 2]), odd: Number.NaN } },
    unset: [['old']],
  },
  { kind: 'definition', time, key: 'loss', summary: 'min', goal: 'minimize' },
  { ...point(5), metricKind: 'loss', metadata: { note: 'x' } },
  { kind: 'media', time, key: 'picture', step: 1, type: 'image', items: [{ blob, details: { width: 2 } }] },
  {
    kind: 'artifact',
    time,
    name: 'weights',
    type: 'model',
    version: 'v0',
    digest: 'b'.repeat(64),
    manifest: blob,
    size: 3,
    files: 1,
    aliases: ['latest'],
  },
  { kind: 'edge', time, relation: 'produced', from: 'run:contract-run', to: 'artifact:weights:v0' },
  {
    kind: 'span',
    time,
    endTime: time + 5,
    traceId: 't',
    spanId: 's',
    name: 'chat',
    spanKind: 'llm',
    status: 'ok',
    attributes: { tokens: 3 },
    input: 'hi',
    output: ['there'],
  },
  { kind: 'console', time, stream: 'stdout', line: 0, text: 'epoch 1' },
  { kind: 'system', time, values: { cpu: 0.5 } },
  { kind: 'environment', time, sections: { node: { version: '24' } } },
  { kind: 'alert', time, title: 'look', level: 'warning' },
  { kind: 'dropped', time, count: 2, reason: 'full disk' },
  { kind: 'end', time, state: 'failed', error: { name: 'Error', message: 'x' }, dropped: 2 },
]
