import fc from 'fast-check'
import type { StoreSubject } from '../store.ts'
import { batchTo, columnsOf, endRecord, Feeder, openRecord, type TestPoint } from './batches.ts'

const ALL = 1_000_000

export function applyCases(subject: StoreSubject): void {
  const point = (step: number): TestPoint => ({ step, value: step / 3, time: 1000 + step })
  const steps = async (key = 'loss'): Promise<number[]> => {
    const { series } = await subject.store.series({ runs: ['run-a'], keys: [key], buckets: ALL })
    return [...(series[0]?.points?.steps ?? [])]
  }

  test('an empty store has no runs and no cursors, and answers everything', async () => {
    expect(await subject.store.cursors()).toEqual([])
    expect(await subject.store.projects()).toEqual([])
    expect(await subject.store.runs({ limit: 10 })).toEqual({ rows: [], total: 0 })
    expect(await subject.store.run('nobody')).toBeUndefined()
    expect(await subject.store.metrics('nobody')).toEqual([])
    expect(await subject.store.series({ runs: ['nobody'], keys: ['loss'], buckets: 10 })).toEqual({
      from: 0,
      to: 0,
      series: [],
    })
    expect(await subject.store.environment('nobody')).toEqual([])
    expect(await subject.store.counts()).toMatchObject({ runs: 0, points: 0 })
  })

  test('rows and cursor are there together, also after a restart', async () => {
    const feeder = new Feeder(() => subject.store)
    await feeder.feed({ records: [openRecord()], series: [columnsOf('loss', [point(0), point(1)])], lost: 3 })
    await subject.restart()
    expect(await subject.store.cursors()).toEqual([{ runId: 'run-a', writer: 'main', offset: 100, lost: 3 }])
    expect(await steps()).toEqual([0, 1])
    expect(await subject.store.run('run-a')).toMatchObject({ name: 'first', lost: 3 })
  })

  test('a batch that came before is ignored, and the answer says where to go on', async () => {
    const first = batchTo(100, { series: [columnsOf('loss', [point(0)])] })
    const longer = batchTo(250, { series: [columnsOf('loss', [point(0), point(1)])] })
    expect(await subject.store.apply('run-a', 'main', 0, first)).toEqual({ applied: true, offset: 100 })
    expect(await subject.store.apply('run-a', 'main', 0, first)).toEqual({ applied: false, offset: 100 })
    expect(await subject.store.apply('run-a', 'main', 50, longer)).toEqual({ applied: false, offset: 100 })
    expect(await steps()).toEqual([0])
  })

  test('a batch that leaves a gap is refused with the place to go on from, and nothing of it is stored', async () => {
    const batch = batchTo(200, { records: [openRecord()], series: [columnsOf('loss', [point(0)])] })
    await expect(subject.store.apply('run-a', 'main', 100, batch)).rejects.toMatchObject({ code: 'GAP', offset: 0 })
    expect(await subject.store.cursors()).toEqual([])
    expect(await subject.store.run('run-a')).toBeUndefined()
  })

  test('each writer has an offset of its own', async () => {
    const main = new Feeder(() => subject.store)
    const rank = new Feeder(() => subject.store, 'run-a', 'rank-1')
    await main.points('loss', [point(0)])
    await rank.points('loss', [point(5)])
    await rank.points('loss', [point(6)])
    expect(await subject.store.cursors()).toEqual(
      expect.arrayContaining([
        { runId: 'run-a', writer: 'main', offset: 100, lost: 0 },
        { runId: 'run-a', writer: 'rank-1', offset: 200, lost: 0 },
      ]),
    )
  })

  test('any batches with restarts, duplicates and gaps between them: every point once, in order', async () => {
    const moves = fc.array(
      fc.oneof(
        fc.record({ move: fc.constant('feed' as const), count: fc.oneof(fc.nat(20), fc.nat(3000)) }),
        fc.record({ move: fc.constantFrom('restart' as const, 'again' as const, 'gap' as const) }),
      ),
      { maxLength: 12 },
    )
    let round = 0
    await fc.assert(
      fc.asyncProperty(moves, async list => {
        const runId = `run-${round++}`
        let offset = 0
        let count = 0
        for (const { move, ...rest } of list) {
          if (move === 'restart') await subject.restart()
          const more = 'count' in rest ? rest.count : 1
          const columns = columnsOf(
            'loss',
            Array.from({ length: more }, (_, index) => point(count + index)),
          )
          const batch = batchTo(offset + more, { series: [columns] })
          if (move === 'gap')
            await expect(subject.store.apply(runId, 'main', offset + 1, batch)).rejects.toThrow(/stored up to/)
          if (move === 'again' && offset > 0) await subject.store.apply(runId, 'main', offset - 1, batch)
          if (move !== 'feed' || more === 0) continue
          await subject.store.apply(runId, 'main', offset, batch)
          offset += more
          count += more
        }
        const { series } = await subject.store.series({ runs: [runId], keys: ['loss'], buckets: ALL })
        expect([...(series[0]?.points?.steps ?? [])]).toEqual(Array.from({ length: count }, (_, step) => step))
      }),
      { numRuns: 30 },
    )
  })

  test('a run that is forgotten leaves nothing, and can come again', async () => {
    const feeder = new Feeder(() => subject.store)
    const other = new Feeder(() => subject.store, 'run-b')
    const records = [
      openRecord({ tags: ['x'] }),
      { kind: 'console', time: 1, stream: 'stdout', line: 0, text: 'hello' } as const,
    ]
    await feeder.feed({
      records,
      series: [
        columnsOf(
          'loss',
          Array.from({ length: 5000 }, (_, step) => point(step)),
        ),
      ],
    })
    await other.feed({ records: [openRecord({ runId: 'run-b' })], series: [columnsOf('loss', [point(7)])] })
    await subject.store.forget('run-a')
    expect(await subject.store.run('run-a')).toBeUndefined()
    expect(await subject.store.counts()).toMatchObject({ runs: 1, series: 1, points: 1, consoleLines: 0 })
    expect(await subject.store.cursors()).toHaveLength(1)
    await new Feeder(() => subject.store).feed({ records, series: [columnsOf('loss', [point(3)])] })
    expect(await steps()).toEqual([3])
  })

  test('a store that is cleared is empty and takes in again', async () => {
    await new Feeder(() => subject.store).feed({
      records: [openRecord(), endRecord(5)],
      series: [columnsOf('loss', [point(0)])],
    })
    await subject.store.clear()
    expect(await subject.store.counts()).toMatchObject({ runs: 0, series: 0, points: 0 })
    expect(await subject.store.cursors()).toEqual([])
    await new Feeder(() => subject.store).points('loss', [point(4)])
    expect(await steps()).toEqual([4])
  })

  test('ten thousand keys in one batch', async () => {
    const keys = Array.from({ length: 10_000 }, (_, index) => `layer ${index}`)
    const feeder = new Feeder(() => subject.store)
    await feeder.feed({ series: keys.map(key => columnsOf(key, [point(0)])) })
    await feeder.feed({ series: keys.map(key => columnsOf(key, [point(1)])) })
    expect(await subject.store.counts()).toMatchObject({ series: 10_000, points: 20_000 })
    expect(await steps('layer 9999')).toEqual([0, 1])
  })
}
