import { RunFolder } from '../../../../test/fixtures/run-folder.ts'
import { captureDiag } from '../diag.ts'
import { events } from '../events.ts'
import { nodeFileSystem } from '../ports/node-file-system.ts'
import { loadSummary } from './load-run.ts'

let folder: RunFolder
let told: string[]
let release: () => void
beforeEach(() => {
  folder = new RunFolder()
  told = []
  release = captureDiag(line => told.push(line))
})
afterEach(async () => {
  events.removeAllListeners()
  await folder.close()
  release()
})

describe('words', () => {
  it('are changed by edit, one by one', async () => {
    const run = folder.open({ experimentName: 'one', tags: ['a'], notes: 'kept' })
    run.edit({ name: 'two', tags: ['b', 'c'] })
    run.edit({ group: 'g' })
    expect(run.name).toBe('two')
    await run.finish()
    expect(loadSummary(run.dir, nodeFileSystem)).toMatchObject({
      name: 'two',
      tags: ['b', 'c'],
      notes: 'kept',
      group: 'g',
    })
  })

  it.each([
    [{ nam: 'x' }, /edit\.nam.*Did you mean "name"/],
    [{ tags: 'a' }, /tags: got the string/],
    [{ notes: 5 }, /notes: got the number/],
    [null, /edit: got null/],
  ])('are refused by name: %j', (words, message) => {
    const run = folder.open({ experimentName: 'one' })
    run.edit(words as never)
    expect(told).toEqual([expect.stringMatching(message)])
    expect(run.name).toBe('one')
    expect(run.stats()).toMatchObject({ rejected: 1, dropped: 0 })
  })
})

describe('markFramework', () => {
  it('adds each framework once to the config', async () => {
    const run = folder.open({ config: { lr: 0.1 } })
    for (const framework of ['tfjs', 'openai', 'tfjs']) run.markFramework(framework)
    await run.finish()
    expect(loadSummary(run.dir, nodeFileSystem)).toMatchObject({
      frameworks: ['tfjs', 'openai'],
      config: { lr: 0.1, frameworks: ['tfjs', 'openai'] },
    })
  })
})

describe('alert', () => {
  it('is recorded and told to listeners', async () => {
    const run = folder.open()
    const heard: unknown[] = []
    events.on('alert', (from, alert) => heard.push([from === run, alert.title]))
    run.alert('diverges', { text: 'loss is NaN', level: 'error', step: 3 })
    run.alert('by default')
    expect(heard).toEqual([
      [true, 'diverges'],
      [true, 'by default'],
    ])
    expect((await folder.records(run)).filter(record => record.kind === 'alert')).toEqual([
      { kind: 'alert', time: expect.any(Number), title: 'diverges', text: 'loss is NaN', level: 'error', step: 3 },
      { kind: 'alert', time: expect.any(Number), title: 'by default', level: 'info' },
    ])
  })

  it.each([
    [{ level: 'loud' }, /level: got the string "loud"/],
    [{ step: 1.5 }, /step: got the number 1\.5/],
    [{ sep: 1 }, /Did you mean "step"/],
  ])('refuses %j', (options, message) => {
    const run = folder.open()
    run.alert('x', options as never)
    expect(told).toEqual([expect.stringMatching(message)])
    expect(run.stats().records['alert']).toBeUndefined()
  })
})

describe('events', () => {
  it('tell start, end and each problem once', async () => {
    const heard: string[] = []
    events.on('run-start', run => heard.push(`start ${run.name}`))
    events.on('run-end', run => heard.push(`end ${run.name} ${run.state}`))
    events.on('problem', (run, message) => heard.push(`problem ${run.name} ${message.split(':')[0]}`))
    const run = folder.open({ experimentName: 'one' })
    run.log({ loss: 'x' })
    run.log({ loss: 'y' })
    await run.finish()
    expect(heard).toEqual(['start one', 'problem one "loss"', 'end one finished'])
  })

  it('whose listeners throw harm neither the program nor the run', async () => {
    const fail = (): never => {
      throw new Error('listener')
    }
    for (const name of ['run-start', 'run-end', 'problem', 'alert'] as const) events.on(name, fail)
    const run = folder.open()
    run.log({ loss: 'x', acc: 1 })
    run.alert('x')
    await run.finish()
    run.log({ acc: 2 })
    expect(loadSummary(run.dir, nodeFileSystem)).toMatchObject({ state: 'finished', summary: { acc: 1 }, dropped: 0 })
    expect(told.filter(line => line.includes('a listener of'))).toHaveLength(4)
  })
})

describe('finish', () => {
  it('is one promise, however often it is called (trap 25)', async () => {
    const run = folder.open()
    const [first, second] = [run.finish({ state: 'failed' }), run.finish()]
    expect(second).toBe(first)
    await first
    expect(run.finish()).toBe(first)
    expect(run.state).toBe('failed')
    expect((await folder.records(run)).filter(record => record.kind === 'end')).toHaveLength(1)
  })

  it('counts what comes later and tells it once', async () => {
    const run = folder.open()
    run.log({ loss: 1 })
    await run.finish()
    run.log({ loss: 2 })
    run.logScalar('loss', 3)
    run.alert('late')
    run.edit({ name: 'late' })
    run.defineMetric('loss', { summary: 'min' })
    run.logText('note', 'late')
    run.updateConfig({ late: true })
    expect(run.stats().rejected).toBe(7)
    expect(told).toEqual([expect.stringMatching(/log: the run has ended.*resume: 'allow'/)])
    expect(await folder.points(run, 'loss')).toEqual([[0, 1]])
  })

  it('with an error is a failed run, whatever was thrown', async () => {
    for (const [error, expected] of [
      [
        Object.assign(new TypeError('wrong'), { code: 'E1' }),
        { name: 'TypeError', message: 'wrong', code: 'E1', stack: expect.any(String) },
      ],
      ['text', { name: 'Thrown', message: 'text' }],
      [null, { name: 'Thrown', message: 'null' }],
      [Object.create(null), { name: 'Thrown', message: 'a value that can not be shown' }],
    ] as const) {
      const run = folder.open()
      await run.finish({ error })
      expect(run.state).toBe('failed')
      expect((await folder.records(run)).at(-1)).toMatchObject({ kind: 'end', state: 'failed', error: expected })
    }
  })

  it.each([
    [{ state: 'crashed' }, /state: got the string "crashed"/],
    ['failed', /finish: got the string "failed"/],
    [{ sate: 'failed' }, /Did you mean "state"/],
  ])('tells what it does not understand (%j) and ends the run all the same', async (outcome, message) => {
    const run = folder.open()
    await run.finish(outcome as never)
    expect(run.state).toBe('finished')
    expect(told).toEqual([expect.stringMatching(message)])
  })

  it('leaves no listener on the process', async () => {
    const names = ['exit', 'beforeExit', 'uncaughtExceptionMonitor', 'SIGINT', 'SIGTERM', 'SIGHUP']
    const count = () => names.map(name => process.listenerCount(name))
    const before = count()
    const runs = [folder.open(), folder.open()]
    expect(count()).toEqual(before.map(listeners => listeners + 1))
    for (const run of runs) await run.finish()
    expect(count()).toEqual(before)
  })

  it('delivers 100,000 points that were just logged (trap 5)', async () => {
    const run = folder.open()
    for (let step = 0; step < 100_000; step++) run.log({ loss: step }, { step })
    await run.finish()
    const points = await folder.points(run, 'loss')
    expect(points).toHaveLength(100_000)
    expect(points.every(([step, value], index) => step === index && value === index)).toBe(true)
  })
})

describe('a failing call', () => {
  it('of one kind is told once, whatever its values were', () => {
    const run = folder.open()
    for (let width = 1; width <= 5; width++) run.logImage('x', new Uint8Array(3), { width, height: 7 })
    expect(told).toHaveLength(1)
    expect(run.stats().rejected).toBe(5)
  })
})
