import { RunFolder } from '../../../../test/fixtures/run-folder.ts'
import type { RunRecord } from '../contracts/record.ts'
import type { LogOptions, Run } from '../contracts/run.ts'
import { CLOCK } from '../contracts/tokens.ts'
import { captureDiag } from '../diag.ts'
import { nodeFileSystem } from '../ports/node-file-system.ts'
import { recordToJson } from '../record/to-json.ts'
import { ManualClock } from '../resilience/manual-clock.ts'
import { loadRun } from './load-run.ts'

class Tensor {
  size = 2
  dataSync(): Float32Array {
    return new Float32Array(this.size)
  }
}

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

async function metrics(run: Run): Promise<Extract<RunRecord, { kind: 'metric' }>[]> {
  return (await folder.records(run)).filter(record => record.kind === 'metric')
}

describe('log', () => {
  it('flattens nested objects with "/" (trap 24)', async () => {
    const run = folder.open()
    run.log({ loss: 1, val: { acc: 0.5, top: { five: 0.9 } }, 'image/loss': 2 })
    expect((await metrics(run)).map(({ key, value }) => [key, value])).toEqual([
      ['loss', 1],
      ['val/acc', 0.5],
      ['val/top/five', 0.9],
      ['image/loss', 2],
    ])
  })

  it.each([
    ['true', true, 1],
    ['false', false, 0],
    ['a bigint', 2n ** 40n, 2 ** 40],
    ['a Date', new Date(1234), 1234],
    ['a typed array of one', new Float32Array([0.5]), 0.5],
    ['a bigint array of one', new BigInt64Array([7n]), 7],
    ['a tensor of one element', { size: 1, dataSync: () => new Float32Array([0.25]) }, 0.25],
    ['minus zero', -0, -0],
  ])('takes %s as a scalar', async (_, value, number) => {
    const run = folder.open()
    run.log({ key: value })
    expect((await metrics(run)).map(point => point.value)).toEqual([number])
    expect(run.stats().rejected).toBe(0)
  })

  it.each([
    ['a text', '0.5', /"key": got the string "0\.5".*logText/],
    ['null', null, /"key": got null/],
    ['undefined', undefined, /"key": got undefined/],
    ['a typed array of two', new Float32Array(2), /"key": got a Float32Array of 2.*logHistogram/],
    ['an array', [1, 2], /"key": got an array of 2/],
    ['a function', () => 1, /"key": got a function/],
    ['a larger tensor', new Tensor(), /"key": got an object of class Tensor/],
    ['a map', new Map(), /"key": got an object of class Map/],
  ])('refuses %s: told once, each counted, the others kept (trap 24)', async (_, value, message) => {
    const run = folder.open()
    for (let step = 0; step < 3; step++) run.log({ key: value, loss: step })
    expect(told.join('\n')).toMatch(message)
    expect(told).toHaveLength(1)
    expect(run.stats().rejected).toBe(3)
    expect(await folder.points(run, 'loss')).toHaveLength(3)
  })

  it.each([
    ['a number', 5],
    ['null', null],
    ['an array', [1]],
    ['a map', new Map([['loss', 1]])],
  ])('refuses %s in place of the values', (_, values) => {
    const run = folder.open()
    run.log(values as never)
    expect(told).toEqual([expect.stringMatching(/log: got .*Pass an object/)])
    expect(run.stats()).toMatchObject({ rejected: 1, records: { metric: 0 } })
  })

  it('keeps the other values of a call in which one throws', async () => {
    const run = folder.open()
    const disposed = {
      size: 1,
      dataSync: () => {
        throw new Error('disposed')
      },
    }
    run.log({ loss: disposed, acc: 0.5 })
    expect(await folder.points(run, 'acc')).toEqual([[0, 0.5]])
    expect(run.stats().dropped).toBe(1)
    expect(await folder.records(run)).toContainEqual(expect.objectContaining({ kind: 'dropped', count: 1 }))
  })

  it('stops at an object that contains itself', async () => {
    const run = folder.open()
    const self: Record<string, unknown> = { loss: 1 }
    self['again'] = self
    run.log(self)
    expect(told).toEqual([expect.stringContaining('contains itself')])
    expect(run.stats().rejected).toBe(1)
  })

  it('refuses keys that are empty or too long', () => {
    const run = folder.open({ settings: { ...folder.options().settings, maxKeyLength: 16 } })
    run.log({ '': 1, ['k'.repeat(17)]: 1, ['k'.repeat(16)]: 1 })
    run.logScalar(7 as never, 1)
    expect(run.stats()).toMatchObject({ rejected: 3, records: { metric: 1 } })
    expect(told).toEqual([
      expect.stringContaining('got the string ""'),
      expect.stringContaining('17 characters, more than the limit of 16'),
      expect.stringContaining('got the number 7'),
    ])
  })

  it('keeps keys that objects have by themselves apart', async () => {
    const run = folder.open()
    run.log(JSON.parse('{"__proto__": 1, "constructor": 2, "toString": 3}') as object as Record<string, unknown>)
    expect(Object.entries(run.summary)).toEqual([
      ['__proto__', 1],
      ['constructor', 2],
      ['toString', 3],
    ])
  })

  it('keeps NaN and both infinities distinct in journal, summary, run.json and export (trap 24)', async () => {
    const run = folder.open()
    run.log({ nan: NaN, up: Infinity, down: -Infinity }, { step: 0 })
    run.logScalar('noted', NaN, { kind: 'loss', step: 0 })
    expect((await metrics(run)).map(point => point.value)).toEqual([NaN, Infinity, -Infinity, NaN])
    expect(run.summary).toEqual({ nan: NaN, up: Infinity, down: -Infinity, noted: NaN })
    const lines = (await metrics(run)).map(point => (JSON.parse(recordToJson(point)) as { value: unknown }).value)
    expect(lines).toEqual(['NaN', 'Infinity', '-Infinity', 'NaN'])
    await run.finish()
    const file = JSON.parse(Buffer.from(nodeFileSystem.readFile(`${run.dir}/run.json`)).toString()) as object
    expect(file).toMatchObject({ summary: { nan: 'NaN', up: 'Infinity', down: '-Infinity', noted: 'NaN' } })
  })
})

describe('steps (trap 1)', () => {
  const log = (run: Run, value: number, step?: LogOptions['step']) => run.log({ loss: value }, { step })

  it('count from 0 when absent, and on from a step that was given', async () => {
    const run = folder.open()
    log(run, 1)
    log(run, 2)
    log(run, 3, 10)
    log(run, 4)
    expect(await folder.points(run, 'loss')).toEqual([
      [0, 1],
      [1, 2],
      [10, 3],
      [11, 4],
    ])
  })

  it('are kept when they repeat, decrease, are 0, negative or bigint, in the order of logging', async () => {
    const run = folder.open()
    for (const [value, step] of [5, 5, 3, 0, 0, -2, 7n].entries()) log(run, value, step)
    expect(await folder.points(run, 'loss')).toEqual([
      [5, 0],
      [5, 1],
      [3, 2],
      [0, 3],
      [0, 4],
      [-2, 5],
      [7, 6],
    ])
  })

  it.each([1.5, NaN, Infinity, '3', null, 2n ** 60n, true])(
    'that are no whole number (%p) are told once, and the point is kept at the next',
    async step => {
      const run = folder.open()
      log(run, 1, 4)
      log(run, 2, step as never)
      log(run, 3, step as never)
      expect(await folder.points(run, 'loss')).toEqual([
        [4, 1],
        [5, 2],
        [6, 3],
      ])
      expect(told).toEqual([expect.stringMatching(/step: got .*Pass a whole number/)])
      expect(run.stats().rejected).toBe(2)
    },
  )

  it('belong to their key: axes of two keys are their own', async () => {
    const run = folder.open()
    run.log({ train: 1 }, { step: 100 })
    run.log({ val: 1 })
    run.log({ train: 2, val: 2 })
    expect(await folder.points(run, 'train')).toEqual([
      [100, 1],
      [101, 2],
    ])
    expect(await folder.points(run, 'val')).toEqual([
      [0, 1],
      [1, 2],
    ])
  })

  it('a number in place of the options is told', async () => {
    const run = folder.open()
    run.log({ loss: 1 }, 7 as never)
    expect(await folder.points(run, 'loss')).toEqual([[0, 1]])
    expect(told).toEqual([expect.stringMatching(/options: got the number 7.*\{ step: 1 \}/)])
  })

  it('count on behind points with a kind, and media have an axis of their own', async () => {
    const run = folder.open()
    run.logScalar('acc', 1, { kind: 'accuracy', step: 4 })
    run.log({ acc: 2 })
    run.logText('note', 'one')
    run.logText('note', 'two')
    expect(await folder.points(run, 'acc')).toEqual([
      [4, 1],
      [5, 2],
    ])
    const media = (await folder.records(run)).flatMap(record => (record.kind === 'media' ? [record.step] : []))
    expect(media).toEqual([0, 1])
  })

  it('of two writers of one key stay apart (trap 1)', async () => {
    const first = folder.open({ id: 'r' })
    const second = folder.open({
      id: 'r',
      resume: 'allow',
      settings: { ...folder.options().settings, writer: 'other' },
    })
    first.log({ loss: 1 })
    second.log({ loss: 10 })
    second.log({ loss: 11 })
    first.log({ loss: 2 })
    await second.finish()
    const points = await folder.points(first, 'loss')
    expect(points.filter(([, value]) => value < 10)).toEqual([
      [0, 1],
      [1, 2],
    ])
    expect(points.filter(([, value]) => value >= 10)).toEqual([
      [0, 10],
      [1, 11],
    ])
  })
})

describe('epoch and time', () => {
  it('are stored with the point, beside its step', async () => {
    const run = folder.open()
    run.log({ loss: 1 }, { step: 3, epoch: 0.5, time: 1000 })
    run.log({ loss: 2 }, { epoch: 1, time: new Date(2000) })
    expect(await metrics(run)).toEqual([
      { kind: 'metric', key: 'loss', value: 1, step: 3, epoch: 0.5, time: 1000 },
      { kind: 'metric', key: 'loss', value: 2, step: 4, epoch: 1, time: 2000 },
    ])
  })

  it('are now and none when absent, or when they make no sense, which is told', async () => {
    const run = folder.open({ configure: container => void container.registerInstance(CLOCK, new ManualClock(5000)) })
    run.log({ loss: 1 })
    run.log({ loss: 2 }, { time: '2020' as never, epoch: '1' as never })
    expect(await metrics(run)).toEqual([
      { kind: 'metric', key: 'loss', value: 1, step: 0, time: 5000 },
      { kind: 'metric', key: 'loss', value: 2, step: 1, time: 5000 },
    ])
    expect(told).toEqual([
      expect.stringContaining('time: got the string "2020"'),
      expect.stringContaining('epoch: got the string "1"'),
    ])
  })
})

describe('defineMetric', () => {
  it.each([
    ['last', undefined, 2],
    ['min', undefined, 1],
    ['max', undefined, 3],
    ['mean', undefined, 2],
    ['best', 'minimize', 1],
    ['best', 'maximize', 3],
    ['none', undefined, undefined],
  ] as const)('summary %s (goal %s) of 3, 1, NaN and 2 is %s, also when read back', async (summary, goal, expected) => {
    const run = folder.open()
    run.defineMetric('loss', { summary, ...(goal && { goal }) })
    for (const value of [3, 1, NaN, 2]) run.log({ loss: value })
    expect(run.summary['loss']).toBe(expected)
    await run.finish()
    expect(loadRun(run.dir, nodeFileSystem).summary['loss']).toBe(expected)
  })

  it("'best' needs a goal, given now or before", () => {
    const run = folder.open()
    run.defineMetric('loss', { summary: 'best' })
    expect(told).toEqual([expect.stringContaining("pass goal: 'minimize' or 'maximize'")])
    run.defineMetric('loss', { goal: 'minimize' })
    run.defineMetric('loss', { summary: 'best' })
    for (const value of [3, 1, 2]) run.log({ loss: value })
    expect(run.summary['loss']).toBe(1)
    expect(run.stats().rejected).toBe(1)
  })

  it('may come after the points', () => {
    const run = folder.open()
    for (const value of [3, 1, 2]) run.log({ loss: value })
    run.defineMetric('loss', { summary: 'min' })
    expect(run.summary['loss']).toBe(1)
  })

  it('records axis, kind and metadata, and refuses what it does not know by the nearest name', async () => {
    const run = folder.open()
    run.defineMetric('val/acc', { stepKey: 'epoch', kind: 'accuracy', metadata: { split: 'val' } })
    run.defineMetric('loss', { sumary: 'min' } as never)
    run.defineMetric('loss', undefined as never)
    const definitions = (await folder.records(run)).filter(record => record.kind === 'definition')
    expect(definitions).toEqual([
      expect.objectContaining({ key: 'val/acc', stepKey: 'epoch', metricKind: 'accuracy', metadata: { split: 'val' } }),
    ])
    expect(told).toEqual([
      expect.stringMatching(/defineMetric\.sumary.*Did you mean "summary"/),
      expect.stringMatching(/defineMetric: got undefined/),
    ])
    expect(run.stats()).toMatchObject({ rejected: 2, dropped: 0 })
  })
})

describe('logScalar', () => {
  it('records kind and metadata with the point', async () => {
    const run = folder.open()
    run.logScalar('acc', 0.95, {
      step: 2,
      epoch: 1,
      time: 7,
      kind: 'accuracy',
      metadata: { split: 'val', at: new Date(5) },
    })
    run.logScalar('acc', true)
    expect(await metrics(run)).toEqual([
      {
        kind: 'metric',
        key: 'acc',
        value: 0.95,
        step: 2,
        epoch: 1,
        time: 7,
        metricKind: 'accuracy',
        metadata: { split: 'val', at: new Date(5) },
      },
      expect.objectContaining({ key: 'acc', value: 1, step: 3 }),
    ])
  })

  it('refuses what is no scalar, no kind or no metadata', () => {
    const run = folder.open()
    run.logScalar('acc', 'high')
    run.logScalar('acc', 1, { kind: 5 as never })
    run.logScalar('acc', 1, { metadata: { callback: () => 1 } })
    expect(told).toEqual([
      expect.stringContaining('"acc": got the string "high"'),
      expect.stringContaining('kind: got the number 5'),
      expect.stringContaining('metadata.callback: got a function'),
    ])
    expect(run.stats()).toMatchObject({ rejected: 3, records: { metric: 0 } })
  })
})
