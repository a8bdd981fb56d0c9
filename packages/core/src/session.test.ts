import { inspect } from 'node:util'
import { RunFolder } from '../../../test/fixtures/run-folder.ts'
import { captureDiag } from './diag.ts'
import { nodeFileSystem } from './ports/node-file-system.ts'
import { listRuns, loadRun, loadSummary, runFolder } from './run/load-run.ts'
import * as session from './session.ts'

let folder: RunFolder
let told: string[]
let release: () => void
beforeEach(() => {
  folder = new RunFolder()
  told = []
  release = captureDiag(line => told.push(line))
})
afterEach(async () => {
  await session.finish()
  await folder.close()
  release()
})

const nextTurn = () => new Promise<void>(resolve => setImmediate(resolve))

describe('before init', () => {
  it('every call does nothing, and one line says so', async () => {
    session.log({ loss: 1 })
    session.logEvery(1)({ loss: 1 })
    session.logScalar('loss', 1)
    session.logImage('key', 'value')
    session.logAudio('key', 'value')
    session.logText('key', 'value')
    session.logVideo('key', 'value')
    session.logTable('key', 'value')
    session.logHistogram('key', 'value')
    session.logPlot('key', 'value')
    session.logObject3D('key', 'value')
    session.logHtml('key', 'value')
    session.logMolecule('key', 'value')
    session.updateConfig({ lr: 0.1 })
    session.defineMetric('loss', { summary: 'min' })
    session.addMetricProcessor({ name: 'x', process: () => {} })
    session.alert('x')
    session.edit({ name: 'x' })
    session.config['lr'] = 0.1
    expect(session.config['lr']).toBeUndefined()
    expect(session.logArtifact({} as never)).toBeUndefined()
    await session.finish()
    expect(session.activeRun()).toBeUndefined()
    expect(told).toEqual([expect.stringMatching(/no run is active.*init\(\)/)])
    expect(listRuns(`${folder.dir}/.seetrain`, nodeFileSystem)).toEqual([])
  })
})

describe('the facade', () => {
  it('stands for the active run', async () => {
    const run = session.init(folder.options({ config: { lr: 0.1 } }))
    expect(session.activeRun()).toBe(run)
    session.log({ loss: 2 }, { step: 4 })
    session.logScalar('acc', 0.5, { kind: 'accuracy' })
    session.logEvery(2)({ rare: 1 })
    session.defineMetric('loss', { summary: 'min' })
    session.updateConfig({ model: { a: 1 } })
    session.alert('x')
    session.edit({ notes: 'n' })
    session.logText('note', 'text')
    await session.finish()
    expect(session.activeRun()).toBeUndefined()
    expect(loadSummary(run.dir, nodeFileSystem)).toMatchObject({
      notes: 'n',
      config: { lr: 0.1, model: { a: 1 } },
      summary: { loss: 2, acc: 0.5, rare: 1 },
    })
    expect(run.stats().records).toMatchObject({ alert: 1, media: 1, metric: 3 })
    expect(told).toEqual([])
  })

  it("'s config is the active run's, live", async () => {
    const run = session.init(folder.options({ config: { lr: 0.1, list: [1] } }))
    session.config['batchSize'] = 32
    session.config['list'].push(2)
    Object.assign(session.config, { seed: 1 })
    Object.defineProperty(session.config, 'defined', { value: 1, enumerable: true, writable: true, configurable: true })
    delete session.config['lr']
    expect('seed' in session.config && !('lr' in session.config)).toBe(true)
    expect({ ...session.config }).toEqual({ list: [1, 2], batchSize: 32, seed: 1, defined: 1 })
    expect(inspect(session.config)).toBe(inspect(run.config))
    expect(Object.keys(session.config)).toEqual(Object.keys(run.config))
    await session.finish()
    expect(loadRun(run.dir, nodeFileSystem).config).toEqual({ list: [1, 2], batchSize: 32, seed: 1, defined: 1 })
  })

  it('follows the run that was started last', async () => {
    const first = folder.open()
    const second = folder.open()
    session.log({ loss: 1 })
    await second.finish()
    session.log({ loss: 2 })
    expect(second.summary).toEqual({ loss: 1 })
    expect(first.summary).toEqual({})
    expect(told).toEqual([expect.stringContaining('no run is active')])
  })
})

describe('withSession', () => {
  it('finishes its run and gives what the work gave', async () => {
    const [result, run] = await session.withSession(folder.options(), async run => {
      expect(session.activeRun()).toBe(run)
      await nextTurn()
      session.log({ loss: 1 })
      return ['done', run] as const
    })
    expect([result, run.state, run.summary]).toEqual(['done', 'finished', { loss: 1 }])
    expect(session.activeRun()).toBeUndefined()
  })

  it.each([
    ['at once', false],
    ['later', true],
  ])('marks the run failed when the work throws %s, and rejects with the identical error', async (_, later) => {
    const error = Object.freeze(new RangeError('the loss went away'))
    let id = ''
    const work = session.withSession(folder.options(), run => {
      id = run.id
      if (later)
        return nextTurn().then(() => {
          throw error
        })
      throw error
    })
    expect(await work.catch((caught: unknown) => caught)).toBe(error)
    expect(loadSummary(runFolder(`${folder.dir}/.seetrain`, id), nodeFileSystem)).toMatchObject({
      state: 'failed',
      error: { name: 'RangeError', message: 'the loss went away' },
    })
  })

  it('rejects when init refuses, without calling the work', async () => {
    const work = jest.fn()
    await expect(session.withSession({ projekt: 'x' } as never, work)).rejects.toThrow('Did you mean "project"')
    expect(work).not.toHaveBeenCalled()
  })

  it('leaves the run around it alone, at any depth', async () => {
    const outer = folder.open()
    session.log({ outer: 1 })
    const inner = await session.withSession(folder.options(), async middle => {
      session.log({ middle: 1 })
      const deepest = await session.withSession(folder.options(), async deep => {
        await nextTurn()
        session.log({ deep: 1 })
        return deep
      })
      session.log({ middle: 2 })
      expect(session.activeRun()).toBe(middle)
      return [middle, deepest]
    })
    session.log({ outer: 2 })
    expect([outer, ...inner].map(run => run.summary)).toEqual([{ outer: 2 }, { middle: 2 }, { deep: 1 }])
  })

  it('keeps 50 at once apart', async () => {
    const numbers = Array.from({ length: 50 }, (_, number) => number)
    const runs = await Promise.all(
      numbers.map(number =>
        session.withSession(folder.options({ config: { number } }), async run => {
          for (let step = 0; step < 5; step++) {
            session.log({ value: number })
            session.config['seen'] = (session.config['seen'] ?? 0) + session.config['number']
            await nextTurn()
          }
          return run
        }),
      ),
    )
    for (const [number, run] of runs.entries()) {
      expect(await folder.points(run, 'value')).toEqual([0, 1, 2, 3, 4].map(step => [step, number]))
      expect(loadRun(run.dir, nodeFileSystem).config).toEqual({ number, seen: 5 * number })
    }
  })
})

describe('await using', () => {
  it('finishes the run at the end of the block', async () => {
    let kept: ReturnType<RunFolder['open']>
    {
      await using run = session.init(folder.options())
      run.log({ loss: 1 })
      kept = run
    }
    expect(kept.state).toBe('finished')
    expect(session.activeRun()).toBeUndefined()
  })

  it('goes with the identical error out of a block that throws', async () => {
    const error = new Error('thrown')
    let kept: ReturnType<RunFolder['open']> | undefined
    const block = async (): Promise<void> => {
      await using run = session.init(folder.options())
      kept = run
      throw error
    }
    expect(await block().catch((caught: unknown) => caught)).toBe(error)
    expect(kept?.state).toBe('finished')
  })
})
