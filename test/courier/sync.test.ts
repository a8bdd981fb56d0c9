import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  CursorLockedError,
  nodeFileSystem,
  resetIntegrationErrorStats,
  syncHome,
  syncRun,
  systemClock,
  type SyncProgress,
  type SyncResult,
} from '@seetrain/core'
import { MemoryBlobStore } from '@seetrain/core/testing'
import { CsvSink } from '@seetrain/sinks/csv'
import { MemorySink } from '@seetrain/sinks/memory'
import { Couriers } from '../../packages/core/src/courier/couriers.ts'
import { JournalWriter } from '../../packages/core/src/journal/writer.ts'
import { writerFolder } from '../../packages/core/src/journal/run-reader.ts'
import { randomIdSource } from '../../packages/core/src/ports/random-id-source.ts'
import { open, stepsOf, temporaryFolder } from './simulation.ts'

let folder: ReturnType<typeof temporaryFolder>
const told: string[] = []
const logger = { debug() {}, info() {}, warn: (line: string) => void told.push(line), error() {} }
const ports = {
  clock: systemClock,
  ids: randomIdSource,
  fileSystem: nodeFileSystem,
  fetch,
  logger,
  blobs: new MemoryBlobStore(),
}
const policy = { maxRetries: 1, baseDelayMs: 1, batchRecords: 50 }
const settings = {
  sinkTimeoutMs: 1000,
  sinkBatchRecords: 50,
  finishTimeoutMs: 2000,
  maxRetries: 1,
  retryDelayMs: 1,
  breakerFailures: 5,
  breakerResetMs: 60_000,
}

beforeEach(() => {
  resetIntegrationErrorStats()
  told.length = 0
  folder = temporaryFolder()
})
afterEach(() => folder[Symbol.dispose]())

const runDir = (runId = 'run'): string => join(folder.path, 'runs', runId)

/** Writes a journal of `count` points as a run does. */
function writeJournal(count: number, { runId = 'run', writer = 'main', from = 0 } = {}): void {
  const options = {
    folder: writerFolder(runDir(runId), writer),
    thread: 0,
    durability: 'buffered',
    segmentBytes: 2000,
  } as const
  const journal = new JournalWriter({ ...options, clock: systemClock, fileSystem: nodeFileSystem, ids: randomIdSource })
  const first = open(runId)
  journal.record(first.kind === 'open' ? { ...first, writer: { ...first.writer, id: writer } } : first)
  const key = journal.keyId('loss')
  for (let step = from; step < from + count; step++) journal.point(key, step, step / 3, 1000 + step, Number.NaN)
  journal.close()
}

const range = (count: number): number[] => Array.from({ length: count }, (_, step) => step)

describe('syncRun', () => {
  it('delivers every journal of the run from its cursor, and a second time nothing', async () => {
    writeJournal(300)
    writeJournal(20, { writer: 'rank-1', from: 300 })
    const sinks: MemorySink[] = []
    const make = (): MemorySink => sinks[sinks.push(new MemorySink()) - 1]!
    const seen: SyncProgress[] = []
    const results = await syncRun(runDir(), [make], { ports, policy, onProgress: progress => seen.push(progress) })
    expect(results).toEqual([
      { runId: 'run', writer: 'main', sink: 'memory', delivered: 301, poisoned: 0, complete: true },
      { runId: 'run', writer: 'rank-1', sink: 'memory', delivered: 21, poisoned: 0, complete: true },
    ])
    expect(sinks.flatMap(sink => stepsOf(sink.records))).toEqual(range(320))
    expect(seen.at(-1)).toMatchObject({ lag: 0 })
    expect(existsSync(join(runDir(), 'cursors/memory@rank-1.json'))).toBe(true)

    await expect(syncRun(runDir(), [new MemorySink()], { ports })).rejects.toThrow('This run has several journals')
    const again = await syncRun(runDir(), [make], { ports, policy })
    expect(again.map(result => result.delivered)).toEqual([0, 0])
    writeJournal(5, { from: 320 })
    const more = await syncRun(runDir(), [make], { ports, policy })
    expect(more.map(result => result.delivered)).toEqual([6, 0])
  })

  it('takes up what a run could not deliver', async () => {
    let away = true
    const memory = new MemorySink({
      onDeliver: () => {
        if (away) throw new Error('away')
      },
    })
    writeJournal(100)
    const couriers = new Couriers({ runDir: runDir(), writer: 'main', sinks: [memory], ports, settings })
    couriers.onGrow()
    await couriers.finish()
    expect(told.at(-1)).toBe(
      'memory did not take all of this run: Error: away. What is missing is kept; send it with "seetrain sync".',
    )
    expect(couriers.stats()['memory']).toMatchObject({ delivered: 0, state: 'closed' })
    away = false
    resetIntegrationErrorStats()
    await syncRun(runDir(), [memory], { ports, policy })
    expect(stepsOf(memory.records)).toEqual(range(100))
  })

  it('reports a sink that does not answer, and leaves the others to theirs', async () => {
    writeJournal(10)
    const deaf = () => new MemorySink({ id: 'deaf', onDeliver: () => Promise.reject(new Error('away')) })
    const [first, second] = await syncRun(runDir(), [deaf, () => new CsvSink()], { ports, policy })
    expect(first).toMatchObject({ sink: 'deaf', delivered: 0, complete: false, reason: 'Error: away' })
    expect(second).toMatchObject({ sink: 'csv', delivered: 10, complete: true })
    expect(readFileSync(join(runDir(), 'csv/metrics.csv'), 'utf8').trim().split('\n')).toHaveLength(11)
  })

  it('refuses a second sync of the same cursor while one goes on, and takes over from a process that is gone', async () => {
    writeJournal(10)
    let second: Promise<SyncResult[]> | undefined
    const slow = new MemorySink({
      onDeliver: () => {
        second ??= syncRun(runDir(), [() => new MemorySink()], { ports })
      },
    })
    await syncRun(runDir(), [() => slow], { ports, policy })
    await expect(second).rejects.toThrow(CursorLockedError)
    await expect(second).rejects.toThrow(/memory\.json: this process delivers this run to this sink already/)

    // a process that took the cursor and was killed
    writeJournal(5, { from: 10 })
    const script = `
      const { acquireOwnership } = await import(${JSON.stringify(join(__dirname, '../../packages/core/src/lock/owner-lock.ts'))})
      const { nodeFileSystem } = await import(${JSON.stringify(join(__dirname, '../../packages/core/src/ports/node-file-system.ts'))})
      acquireOwnership(${JSON.stringify(join(runDir(), 'cursors/memory.lock'))}, 0, nodeFileSystem, { hex: () => 'ab' })`
    execFileSync(process.execPath, ['--input-type=module', '-e', script])
    expect(existsSync(join(runDir(), 'cursors/memory.lock'))).toBe(true)
    expect(await syncRun(runDir(), [() => slow], { ports, policy })).toMatchObject([{ delivered: 6, complete: true }])
  })

  it('lets go of every cursor when one of them is taken', async () => {
    writeJournal(1)
    const holder = new Couriers({ runDir: runDir(), writer: 'main', sinks: [new MemorySink()], ports, settings })
    await holder.flush()
    await expect(syncRun(runDir(), [() => new CsvSink(), () => new MemorySink()], { ports })).rejects.toThrow(
      CursorLockedError,
    )
    expect(await syncRun(runDir(), [() => new CsvSink()], { ports })).toMatchObject([{ delivered: 1, complete: true }])
    await holder.finish()
  })
})

describe('syncHome', () => {
  it('syncs every run, and says which one it could not', async () => {
    for (const runId of ['a', 'b', 'c']) writeJournal(3, { runId })
    const holder = new Couriers({ runDir: runDir('b'), writer: 'main', sinks: [new MemorySink()], ports, settings })
    await holder.flush()
    const results = await syncHome(folder.path, [() => new MemorySink()], { ports, policy })
    expect(results).toMatchObject([
      { runId: 'a', delivered: 4, complete: true },
      {
        runId: 'b',
        delivered: 0,
        complete: false,
        reason: expect.stringContaining('delivers this run to this sink already'),
      },
      { runId: 'c', delivered: 4, complete: true },
    ])
    await holder.finish()
    expect(await syncHome(join(folder.path, 'nothing'), [() => new MemorySink()])).toEqual([])
  })
})

describe('Couriers', () => {
  it('refuse two sinks of one id', () => {
    const sinks = [new MemorySink(), new MemorySink()]
    expect(() => new Couriers({ runDir: runDir(), writer: 'main', sinks, ports, settings })).toThrow(
      'sinks: got the string "memory"',
    )
  })

  it('flush all sinks, and reject when one could not', async () => {
    writeJournal(3)
    const memory = new MemorySink()
    const deaf = new MemorySink({ id: 'deaf', onDeliver: () => Promise.reject(new Error('away')) })
    const couriers = new Couriers({
      runDir: runDir(),
      writer: 'main',
      sinks: [memory, deaf],
      ports,
      settings: { ...settings, finishTimeoutMs: 100 },
    })
    await expect(couriers.flush()).rejects.toThrow('flushing the sink deaf: not done within 100 ms')
    expect([memory.records.length, memory.flushes]).toEqual([4, 1])
    await couriers.finish()
  })
})
