import { join } from 'node:path'
import { RunFolder } from '../../../../test/fixtures/run-folder.ts'
import type { HookTable, IntegrationDefinition } from '../contracts/integration.ts'
import type { Run } from '../contracts/run.ts'
import { captureDiag } from '../diag.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { nodeFileSystem } from '../ports/node-file-system.ts'
import { listRuns, loadSummary, runFolder } from '../run/load-run.ts'
import { init, log, withIntegration, withSession } from '../session.ts'
import { CallbackAdapter } from './callback-adapter.ts'
import { registerIntegration } from './registry.ts'

interface Listener {
  log(values: object): void
}

const hooks: HookTable = { log: { method: 'log' } }

class EarIntegration extends CallbackAdapter<Listener> {
  constructor(framework: string, run: Run) {
    super(framework, hooks, run)
  }

  log(values: object): void {
    this.logPoints(values as Record<string, unknown>)
  }
}

function ear(framework: string): IntegrationDefinition {
  return {
    framework,
    mode: 'callback',
    hooks,
    options: ['volume'],
    create(run, { volume }) {
      if (volume === 'wrong') throw new InvalidArgumentError('volume', volume, 'Pass a number.')
      return new EarIntegration(framework, run)
    },
  }
}

let runs: RunFolder
const undo: (() => void)[] = []
const lines: string[] = []

beforeEach(() => {
  runs = new RunFolder()
  lines.length = 0
  undo.push(
    registerIntegration(ear('left_ear')),
    registerIntegration(ear('right_ear')),
    captureDiag(line => lines.push(line)),
  )
})

afterEach(async () => {
  for (const step of undo.splice(0)) step()
  await runs.close()
})

const named = (experimentName: string, more = {}) => ({ ...runs.options({ experimentName }), ...more })

test('trap 23: integrations of one experiment share one run; log writes once, every framework is marked, the last one out finishes', async () => {
  const [left, right] = [init('left_ear', named('a')), init('right-ear', named('a'))]
  expect(right.run).toBe(left.run)
  expect(left.run.config['frameworks']).toEqual(['left_ear', 'right_ear'])
  log({ loss: 1 }, { step: 0 })
  await left.finish()
  expect(left.run.state).toBe('running')
  log({ loss: 2 }, { step: 1 })
  await right.finish()
  expect(left.run.state).toBe('finished')
  expect(await runs.points(left.run, 'loss')).toEqual([
    [0, 1],
    [1, 2],
  ])
})

test('another experiment is another run, and so is the same one after its end', async () => {
  const [first, other] = [init('left_ear', named('a')), init('left_ear', named('b'))]
  expect(other.run).not.toBe(first.run)
  await first.finish()
  const again = init('left_ear', named('a'))
  expect(again.run).not.toBe(first.run)
  await Promise.all([other.finish(), again.finish()])
})

test('a run that is still finishing is not joined', async () => {
  const first = init('left_ear', named('a'))
  const finishing = first.finish()
  const second = init('left_ear', named('a'))
  expect(second.run).not.toBe(first.run)
  await Promise.all([finishing, second.finish()])
})

test('trap 21: project, name and config reach the run; the adapter gets its own options alone', async () => {
  const seen: object[] = []
  undo.push(
    registerIntegration({
      ...ear('third_ear'),
      create: (run, options) => (seen.push(options), new EarIntegration('third_ear', run)),
    }),
  )
  const { run } = init('third_ear', { ...named('a'), project: 'cats', config: { lr: 1 }, volume: 11 })
  expect([run.project, run.name, run.config['lr']]).toEqual(['cats', 'a', 1])
  expect(seen).toEqual([{ volume: 11 }])
  await run.finish()
})

test('trap 21: an option that neither the run nor the adapter knows is refused, also when a run is joined', async () => {
  expect(() => init('left_ear', named('a', { volum: 1 }))).toThrow(
    'init.volum: got the number 1. There is no such option. Did you mean "volume"?',
  )
  const { run } = init('left_ear', named('a'))
  expect(() => init('right_ear', named('a', { volum: 1 }))).toThrow('init.volum')
  expect(run.config['frameworks']).toEqual(['left_ear'])
  await run.finish()
})

test('options of one that joins: config and words are applied, what comes too late is told', async () => {
  const left = init('left_ear', named('a', { settings: undefined, config: { lr: 1, seed: 7 } }))
  const right = init(
    'right_ear',
    named('a', { settings: undefined, config: { lr: 2 }, tags: ['both'], notes: 'joined', sinks: ['csv'] }),
  )
  expect(right.run.config).toMatchObject({ lr: 2, seed: 7 })
  expect(await runs.records(left.run)).toContainEqual(
    expect.objectContaining({ kind: 'edit', tags: ['both'], notes: 'joined' }),
  )
  expect(lines).toEqual([expect.stringContaining('too late for its options sinks')])
  await left.finish()
  await right.finish()
})

test('joining a run makes it the active one', async () => {
  const [a, b] = [init('left_ear', named('a')), init('left_ear', named('b'))]
  const joined = init('right_ear', named('a'))
  log({ loss: 1 })
  expect([await runs.points(a.run, 'loss'), await runs.points(b.run, 'loss')]).toEqual([[[0, 1]], []])
  await Promise.all([a.finish(), b.finish(), joined.finish()])
})

test('an adapter that refuses its options leaves no open run behind', async () => {
  expect(() => init('left_ear', named('a', { volume: 'wrong' }))).toThrow('volume')
  await new Promise(setImmediate)
  const home = join(runs.dir, '.seetrain')
  expect(listRuns(home, nodeFileSystem).map(id => loadSummary(runFolder(home, id), nodeFileSystem).state)).toEqual([
    'failed',
  ])
  const { run } = init('left_ear', named('a'))
  expect(run.config['frameworks']).toEqual(['left_ear'])
  await run.finish()
})

test('without a name of its own a run is shared within its session only', async () => {
  const enter = () =>
    withSession(runs.options(), async () => {
      const [left, right] = [init('left_ear', runs.options()), init('right_ear', runs.options())]
      expect(right.run).toBe(left.run)
      await Promise.all([left.finish(), right.finish()])
      return left.run
    })
  const [one, other] = await Promise.all([enter(), enter()])
  expect(one).not.toBe(other)
})

describe('withIntegration', () => {
  test('finishes, and gives back what the work gives', async () => {
    let run: Run | undefined
    const result = await withIntegration('left_ear', named('a'), integration => {
      run = integration.run
      log({ loss: 1 })
      return 42
    })
    expect([result, run?.state]).toEqual([42, 'finished'])
    expect(await runs.points(run!, 'loss')).toHaveLength(1)
  })

  test.each([
    [
      'thrown',
      () => {
        throw error
      },
    ],
    ['rejected', () => Promise.reject(error)],
  ])('an error that is %s marks the run failed and comes out as the same object', async (_, work) => {
    let run: Run | undefined
    const session = withIntegration('left_ear', named('a'), integration => {
      run = integration.run
      return work()
    })
    await expect(session).rejects.toBe(error)
    expect(run?.state).toBe('failed')
  })
  const error = Object.freeze(new Error('out of memory'))

  test('concurrent ones keep apart', async () => {
    const train = (name: string) =>
      withIntegration('left_ear', named(name), async ({ run }) => {
        await Promise.resolve()
        log({ [name]: 1 })
        return run
      })
    const [a, b] = await Promise.all([train('a'), train('b')])
    expect([await runs.points(a, 'a'), await runs.points(a, 'b')]).toMatchObject([[[0, 1]], []])
    expect([await runs.points(b, 'a'), await runs.points(b, 'b')]).toMatchObject([[], [[0, 1]]])
  })
})
