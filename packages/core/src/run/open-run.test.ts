import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { RunFolder } from '../../../../test/fixtures/run-folder.ts'
import type { Run } from '../contracts/run.ts'
import type { Sink, SinkBatch } from '../contracts/sink.ts'
import { MemoryBlobStore } from '../blob/memory-blob-store.ts'
import { BLOB_STORE, CLOCK, FILE_SYSTEM } from '../contracts/tokens.ts'
import { captureDiag } from '../diag.ts'
import { registerSink } from '../courier/sink-registry.ts'
import { acquireJournalLock } from '../journal/journal-lock.ts'
import { FaultyFileSystem } from '../ports/faulty-file-system.ts'
import { nodeFileSystem } from '../ports/node-file-system.ts'
import { randomIdSource } from '../ports/random-id-source.ts'
import { ManualClock } from '../resilience/manual-clock.ts'
import { activeRun, init } from '../session.ts'
import type { InitOptions } from './init-options.ts'
import { listRuns, loadRun, loadSummary } from './load-run.ts'

let folder: RunFolder
let told: string[]
let release: () => void
beforeEach(() => {
  folder = new RunFolder()
  told = []
  release = captureDiag(line => told.push(line))
})
afterEach(async () => {
  await folder.close()
  release()
})

const summary = (run: Run) => loadSummary(run.dir, nodeFileSystem)
const home = () => join(folder.dir, '.seetrain')

class MemorySink implements Sink {
  readonly id = 'memory-of-test'
  readonly redelivery = 'ignored'
  readonly batches: SinkBatch[] = []
  async deliver(batch: SinkBatch): Promise<void> {
    this.batches.push(batch)
  }
}

describe('init', () => {
  it('gives ids that sort by time, and readable names', async () => {
    const clock = new ManualClock(1.7e12)
    const configure: InitOptions['configure'] = container => void container.registerInstance(CLOCK, clock)
    const ids: string[] = []
    for (const pause of [0, 1, 999, 86_400_000]) {
      await clock.advance(pause)
      const run = folder.open({ configure })
      expect(run.name).toMatch(/^[a-z]+-[a-z]+-\d+$/)
      ids.push(run.id)
    }
    expect(ids).toEqual(ids.toSorted())
    expect(listRuns(home(), nodeFileSystem)).toEqual(ids)
  })

  it('puts project, name and words into the stored run (trap 21)', async () => {
    const words = { description: 'of the test', notes: 'none', group: 'folds', jobType: 'train', tags: ['a', 'b'] }
    const run = folder.open({ project: 'mnist', experimentName: 'dense-64', config: { lr: 0.1 }, ...words })
    await run.finish()
    expect(summary(run)).toMatchObject({
      id: run.id,
      project: 'mnist',
      name: 'dense-64',
      config: { lr: 0.1 },
      state: 'finished',
      ...words,
    })
    expect(JSON.parse(readFileSync(join(run.dir, 'run.json'), 'utf8'))).toEqual(summary(run))
  })

  it('honours settings that are passed (trap 21)', async () => {
    const run = folder.open({ settings: { ...folder.options().settings, segmentBytes: 4096 } })
    for (let step = 0; step < 2000; step++) run.log({ loss: Math.random() })
    await run.finish()
    expect(readdirSync(run.dir)).toContain('journal-000001.bin')
    expect(loadRun(run.dir, nodeFileSystem).metrics.get('loss')?.count).toBe(2000)
  })

  it.each([
    [{ experimentNam: 'x' }, /init\.experimentNam: got the string "x".*Did you mean "experimentName"/],
    [{ settings: { durabilty: 'power' } }, /durabilty.*durability/],
    [{ mode: 'of-line' }, /mode/],
    [{ resume: 'maybe' }, /resume/],
    [{ config: [1] }, /config: got an array/],
    [{ config: { model: { activation: () => 1 } } }, /config\.model\.activation: got a function/],
    [{ notes: 5 }, /notes: got the number 5/],
    [{ id: '../elsewhere' }, /id: got the string/],
    [{ forkFrom: { run: 'x' } }, /forkFrom/],
    [{ forkFrom: { run: 'absent', step: 1 } }, /no run "absent"/],
    [{ sinks: ['no-such-sink'] }, /no-such-sink/],
    [{ id: 'r', resume: 'must' }, /no run "r"/],
  ])('refuses %j and leaves nothing behind (trap 21)', (options, message) => {
    expect(() => folder.open(options as object)).toThrow(message)
    expect(listRuns(home(), nodeFileSystem)).toEqual([])
  })

  it.each([null, [], 5])('refuses %j in place of the options', options => {
    expect(() => init(options as never)).toThrow(/init: got .*Pass an object with project/)
  })

  it('refuses a sink that is named twice, and leaves nothing behind', () => {
    const sink = new MemorySink()
    expect(() => folder.open({ sinks: [sink, sink] as never })).toThrow(/each sink once/)
    expect(existsSync(home())).toBe(false)
  })

  it('goes on when the folder can not be read or written: one warning, everything counted', async () => {
    const disk = new FaultyFileSystem()
    disk.fault = () => 'EACCES'
    const run = folder.open({ configure: container => void container.registerInstance(FILE_SYSTEM, disk) })
    for (let step = 0; step < 3; step++) run.log({ loss: step })
    run.config['lr'] = 0.1
    await expect(run.flush()).rejects.toThrow('EACCES')
    await run.finish()
    expect(run.stats()).toMatchObject({ records: { metric: 3 }, writeError: expect.stringContaining('EACCES') })
    expect(run.stats().dropped).toBeGreaterThan(3)
    expect(told.filter(line => line.includes('can not write'))).toHaveLength(1)
  })

  it('ends what an embedder had made in the session’s container, once the run is over', async () => {
    const ended: string[] = []
    class OwnBlobs extends MemoryBlobStore {
      dispose(): void {
        ended.push(run.state)
      }
    }
    const run = folder.open({ configure: container => void container.registerSingleton(BLOB_STORE, OwnBlobs) })
    run.logText('note', 'kept in memory')
    expect(ended).toEqual([])
    await run.finish()
    expect(ended).toEqual(['finished'])
  })

  it('goes on with what it can read of a damaged past', async () => {
    const disk = new FaultyFileSystem()
    folder.open({ id: 'r' }).log({ loss: 1 })
    await activeRun()!.finish()
    disk.fault = (operation, path) => (operation === 'open' && path?.endsWith('journal.bin') ? 'EIO' : undefined)
    const run = folder.open({
      id: 'r',
      resume: 'allow',
      configure: container => void container.registerInstance(FILE_SYSTEM, disk),
    })
    expect(told).toEqual([expect.stringContaining('can not be read'), expect.stringContaining('can not write')])
    disk.fault = () => undefined
    run.log({ loss: 2 })
    await run.finish()
    expect(loadRun(run.dir, nodeFileSystem).metrics.get('loss')?.count).toBe(2)
  })
})

describe('resume', () => {
  async function first(): Promise<Run> {
    const run = folder.open({
      id: 'r',
      experimentName: 'one',
      tags: ['a'],
      notes: 'kept',
      config: { lr: 0.1, model: { a: 1 } },
    })
    run.defineMetric('loss', { summary: 'min' })
    for (const value of [3, 1, 2]) run.log({ loss: value })
    run.logText('note', 'text')
    await run.finish()
    return run
  }

  it("'never' refuses an id that exists, and says what to do", async () => {
    await first()
    expect(() => folder.open({ id: 'r' })).toThrow(/a run "r" exists.*resume: 'allow'/)
    expect(() => folder.open({ id: 'r' })).toThrow(expect.objectContaining({ code: 'RUN_EXISTS' }))
  })

  it.each(['allow', 'must'] as const)("'%s' goes on: steps, summaries, config, words, media", async resume => {
    const { createdAt } = summary(await first())
    const run = folder.open({ id: 'r', resume, config: { model: { b: 2 } } })
    expect({ name: run.name, summary: run.summary, config: run.config }).toEqual({
      name: 'one',
      summary: { loss: 1 },
      config: { lr: 0.1, model: { a: 1, b: 2 } },
    })
    run.log({ loss: 5 })
    run.logText('note', 'more')
    expect(summary(run)).toMatchObject({ state: 'running', endedAt: null })
    await run.finish()
    expect(await folder.points(run, 'loss')).toEqual([
      [0, 3],
      [1, 1],
      [2, 2],
      [3, 5],
    ])
    const media = (await folder.records(run)).flatMap(record => (record.kind === 'media' ? [record.step] : []))
    expect(media).toEqual([0, 1])
    expect(summary(run)).toMatchObject({
      state: 'finished',
      name: 'one',
      tags: ['a'],
      notes: 'kept',
      createdAt,
      summary: { loss: 1 },
    })
    expect((await folder.records(run)).filter(record => record.kind === 'open').map(open => open.resumed)).toEqual([
      false,
      true,
    ])
  })

  it("'allow' starts a run that does not exist", () => {
    expect(folder.open({ id: 'r', resume: 'allow' }).id).toBe('r')
  })

  it('takes new words over old ones, but keeps the project and says so', async () => {
    await first()
    const run = folder.open({ id: 'r', resume: 'allow', experimentName: 'two', tags: ['b'], project: 'elsewhere' })
    await run.finish()
    expect(summary(run)).toMatchObject({ name: 'two', tags: ['b'], notes: 'kept', project: 'tests' })
    expect(told).toEqual([expect.stringMatching(/project: the run belongs to "tests".*"elsewhere" is ignored/)])
  })

  it('of a run that this thread has open is refused', () => {
    const open = folder.open({ id: 'r' })
    expect(() => folder.open({ id: 'r', resume: 'allow' })).toThrow(expect.objectContaining({ code: 'JOURNAL_LOCKED' }))
    open.log({ loss: 1 })
    expect(open.stats().dropped).toBe(0)
  })

  it('makes a guest when the main journal is taken, also when its first name is taken too', async () => {
    const run = await first()
    // what another machine on the same network folder holds counts as living
    const elsewhere = (name: string): void => {
      const lock = acquireJournalLock(name, 0, nodeFileSystem, randomIdSource)
      const path = join(name, 'writer.lock')
      const holder = JSON.parse(readFileSync(path, 'utf8')) as object
      lock.release()
      writeFileSync(path, JSON.stringify({ ...holder, host: 'elsewhere' }))
    }
    elsewhere(run.dir)
    const taken = join(run.dir, 'writers', `p${process.pid}`)
    mkdirSync(taken, { recursive: true })
    elsewhere(taken)
    const guest = folder.open({ id: 'r', resume: 'allow' })
    expect({ name: guest.name, config: guest.config, summary: guest.summary }).toMatchObject({
      name: 'one',
      config: { lr: 0.1 },
      summary: {},
    })
    guest.log({ loss: 9 })
    await guest.finish()
    expect(guest.state).toBe('finished')
    expect(loadRun(run.dir, nodeFileSystem).writers.has(`p${process.pid}-2`)).toBe(true)
  })
})

describe('fork', () => {
  it('takes points and media up to the step, config and definitions, and stays whole without its parent', async () => {
    const parent = folder.open({ id: 'parent', config: { lr: 0.1 } })
    parent.defineMetric('loss', { summary: 'min' })
    for (let step = 0; step < 5; step++) parent.log({ loss: 10 - step }, { step, epoch: step / 2, time: 1000 + step })
    for (let step = 0; step < 5; step++) parent.logText('note', `at ${step}`, { step })
    parent.logScalar('acc', 0.5, { step: 1, kind: 'accuracy' })
    parent.config['lr'] = 0.2
    await parent.finish()

    const fork = folder.open({ id: 'fork', forkFrom: { run: 'parent', step: 2 }, config: { batch: 8 } })
    rmSync(parent.dir, { recursive: true })
    fork.log({ loss: 9 })
    fork.logText('note', 'own')
    await fork.finish()
    expect(await folder.points(fork, 'loss')).toEqual([
      [0, 10],
      [1, 9],
      [2, 8],
      [3, 9],
    ])
    const records = await folder.records(fork)
    expect(records).toContainEqual({ kind: 'metric', key: 'loss', step: 1, value: 9, epoch: 0.5, time: 1001 })
    expect(records).toContainEqual(expect.objectContaining({ key: 'acc', metricKind: 'accuracy' }))
    expect(records.flatMap(record => (record.kind === 'media' ? [record.step] : []))).toEqual([0, 1, 2, 3])
    expect(summary(fork)).toMatchObject({
      config: { lr: 0.2, batch: 8 },
      summary: { loss: 8, acc: 0.5 },
      forkedFrom: { runId: 'parent', step: 2 },
    })

    const again = folder.open({ id: 'fork', resume: 'allow', forkFrom: { run: 'parent', step: 2 } })
    await again.finish()
    expect(summary(again)).toMatchObject({ forkedFrom: { runId: 'parent', step: 2 } })
    expect(await folder.points(again, 'loss')).toHaveLength(4)
  })
})

describe('modes', () => {
  it('disabled writes nothing and asks for nothing; its config can be used', async () => {
    const disabled = { mode: 'disabled', id: 'r' } as const
    const run = folder.open({
      ...disabled,
      resume: 'must',
      forkFrom: { run: 'absent', step: 1 },
      config: { model: { a: 1 } },
    })
    run.log({ loss: 1 })
    run.logImage('x', 'not an image')
    run.config['lr'] = 0.1
    run.updateConfig({ model: { b: 2 } })
    run.updateConfig(null as never)
    expect(run.logEvery(1)({ loss: 1 })).toBe(false)
    expect(run.config).toEqual({ model: { a: 1, b: 2 }, lr: 0.1 })
    expect(activeRun()).toBe(run)
    await run.flush()
    await run.finish()
    expect(run.state).toBe('finished')
    expect(activeRun()).toBeUndefined()
    expect(existsSync(home())).toBe(false)
    expect(told).toEqual([])
  })

  it('local delivers to the sinks; offline keeps the journal and calls none', async () => {
    const delivered: Record<string, number> = {}
    for (const mode of ['local', 'offline'] as const) {
      const sink = new MemorySink()
      const run = folder.open({ mode, sinks: [sink] as never })
      run.log({ loss: 1 })
      await run.finish()
      delivered[mode] = sink.batches.flatMap(batch => batch.records).filter(record => record.kind === 'metric').length
      expect(await folder.points(run, 'loss')).toEqual([[0, 1]])
      expect(Object.keys(run.stats().sinks)).toEqual(mode === 'local' ? ['memory-of-test'] : [])
    }
    expect(delivered).toEqual({ local: 1, offline: 0 })
  })

  it('names a registered sink by its id', async () => {
    const sink = new MemorySink()
    const takeBack = registerSink(sink.id, () => sink)
    const run = folder.open({ sinks: [sink.id] })
    run.log({ loss: 1 })
    await run.finish()
    takeBack()
    expect(sink.batches.length).toBeGreaterThan(0)
  })
})
