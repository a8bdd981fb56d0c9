import { RunFolder } from '../../../../test/fixtures/run-folder.ts'
import type { MetricProcessor } from '../contracts/run.ts'
import { CLOCK } from '../contracts/tokens.ts'
import { captureDiag } from '../diag.ts'
import { ManualClock } from '../resilience/manual-clock.ts'
import { trailingMean } from './trailing-mean.ts'

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

describe('trailingMean', () => {
  it('derives the mean of the last five points, on the same axis', async () => {
    const run = folder.open()
    run.addMetricProcessor(trailingMean())
    for (const [index, value] of [1, 2, 3, 4, 5, 6].entries())
      run.log({ loss: value }, { step: index * 10, epoch: index })
    expect(await folder.points(run, 'loss_smoothed')).toEqual([
      [0, 1],
      [10, 1.5],
      [20, 2],
      [30, 2.5],
      [40, 3],
      [50, 4],
    ])
    expect(await folder.points(run, 'loss')).toHaveLength(6)
    const derived = (await folder.records(run)).findLast(
      record => record.kind === 'metric' && record.key === 'loss_smoothed',
    )
    expect(derived).toMatchObject({ epoch: 5 })
  })

  it('looks back per key, over its own window, on its own keys, past NaN', async () => {
    const run = folder.open()
    run.addMetricProcessor(trailingMean({ window: 2, suffix: '~', keys: key => key !== 'lr' }))
    run.log({ loss: 1, acc: 10, lr: 1 })
    run.log({ loss: NaN, acc: 20, lr: 1 })
    run.log({ loss: 3, acc: 30, lr: 1 })
    expect(await folder.points(run, 'loss~')).toEqual([
      [0, 1],
      [1, 1],
      [2, 3],
    ])
    expect(await folder.points(run, 'acc~')).toEqual([
      [0, 10],
      [1, 15],
      [2, 25],
    ])
    expect(await folder.points(run, 'lr~')).toEqual([])
  })

  it.each([0, -1, 1.5, NaN, Infinity])('refuses a window of %p', window => {
    expect(() => trailingMean({ window })).toThrow(/window: got the number/)
  })
})

describe('metric processors', () => {
  const doubling = (from: string, to: string): MetricProcessor => ({
    name: `double ${from}`,
    process: ({ key, value }, emit) => {
      if (key === from) emit(to, 2 * value)
    },
  })

  it('hand what they derive to those behind them, never back', async () => {
    const run = folder.open()
    const seen: string[] = []
    run.addMetricProcessor({
      name: 'all',
      process: ({ key }, emit) => {
        seen.push(key)
        emit(`${key}!`, 1)
      },
    })
    run.addMetricProcessor(doubling('loss!', 'twice'))
    run.addMetricProcessor(doubling('loss', 'double'))
    run.log({ loss: 3 })
    expect(seen).toEqual(['loss'])
    expect(run.summary).toEqual({ loss: 3, 'loss!': 1, twice: 2, double: 6 })
  })

  it('see points with a kind too', () => {
    const run = folder.open()
    run.addMetricProcessor(doubling('acc', 'double'))
    run.logScalar('acc', 0.5, { kind: 'accuracy' })
    expect(run.summary).toEqual({ acc: 0.5, double: 1 })
  })

  it('that throw are told once; the point and the other processors are not affected', async () => {
    const run = folder.open()
    run.addMetricProcessor({
      name: 'broken',
      process: () => {
        throw new Error('no idea')
      },
    })
    run.addMetricProcessor(doubling('loss', 'double'))
    for (let step = 0; step < 3; step++) run.log({ loss: step })
    expect(await folder.points(run, 'double')).toHaveLength(3)
    expect(await folder.points(run, 'loss')).toHaveLength(3)
    expect(told).toEqual([expect.stringMatching(/"broken" failed on "loss".*no idea/)])
  })

  it('emit numbers under a name, before they return; anything else is refused', async () => {
    const run = folder.open()
    let late = (): void => {}
    run.addMetricProcessor({
      name: 'odd',
      process: (_, emit) => {
        emit('text', '5' as never)
        emit('', 5)
        late = () => emit('late', 5)
      },
    })
    run.log({ loss: 1 })
    late()
    await run.finish()
    late()
    expect(run.summary).toEqual({ loss: 1 })
    expect(run.stats().rejected).toBe(4)
    expect(told).toEqual([
      expect.stringContaining('"text": got the string "5"'),
      expect.stringContaining('Name the metric'),
      expect.stringContaining('"late": came after process() had returned'),
    ])
  })
})

describe('logEvery', () => {
  it('records the first call and then every n-th, and tells which', async () => {
    const run = folder.open()
    const log = run.logEvery(3)
    expect([0, 1, 2, 3, 4, 5, 6].map(step => log({ loss: step }, { step }))).toEqual([
      true,
      false,
      false,
      true,
      false,
      false,
      true,
    ])
    expect(await folder.points(run, 'loss')).toEqual([
      [0, 0],
      [3, 3],
      [6, 6],
    ])
  })

  it('counts apart for each log that it gave', () => {
    const run = folder.open()
    const [first, second] = [run.logEvery(2), run.logEvery(2)]
    expect([first({ a: 1 }), second({ b: 1 }), first({ a: 1 }), second({ b: 1 })]).toEqual([true, true, false, false])
  })

  it('records at most once per time, and goes on when the clock is set back', async () => {
    const clock = new ManualClock(1e9)
    let shift = 0
    const wall = { now: () => clock.now() + shift, setTimer: clock.setTimer.bind(clock) }
    const run = folder.open({ configure: container => void container.registerInstance(CLOCK, wall) })
    const log = run.logEvery({ ms: 100 })
    const results = [log({ loss: 0 })]
    await clock.advance(99)
    results.push(log({ loss: 1 }))
    await clock.advance(1)
    results.push(log({ loss: 2 }))
    shift = -3_600_000
    results.push(log({ loss: 3 }), log({ loss: 4 }))
    expect(results).toEqual([true, false, true, true, false])
  })

  it.each([0, -1, 1.5, NaN, 'often', null, { ms: 0 }, { ms: 'soon' }, {}])(
    'refuses %p and then records nothing',
    every => {
      const run = folder.open()
      const log = run.logEvery(every as never)
      expect(log({ loss: 1 })).toBe(false)
      expect(told).toEqual([expect.stringContaining('logEvery: got')])
      expect(run.stats()).toMatchObject({ rejected: 1, records: { metric: 0 } })
    },
  )
})
