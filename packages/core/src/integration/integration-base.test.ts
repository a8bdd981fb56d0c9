import { describeIntegration } from '../../../../test/contracts/integration.ts'
import { RunFolder } from '../../../../test/fixtures/run-folder.ts'
import type { HookTable } from '../contracts/integration.ts'
import type { Run } from '../contracts/run.ts'
import { captureDiag } from '../diag.ts'
import { CallbackAdapter } from './callback-adapter.ts'
import { checkString } from './check-argument.ts'

const hooks: HookTable = {
  on_point: { method: 'onPoint', parse: ([key, value]) => [checkString('key', key), value] },
  on_text: { method: 'onText' },
  on_slow: { method: 'onSlow' },
}

interface Listener {
  onPoint(key: string, value: unknown): void
  onText(text: string): void
  onSlow(work: () => unknown): Promise<unknown>
}

class EchoIntegration extends CallbackAdapter<Listener> {
  constructor(run: Run, table = hooks) {
    super('echo', table, run)
  }

  onPoint(key: string, value: unknown): void {
    this.logPoints({ [key]: value })
  }

  onText(text: string): void {
    this.logMedia('text', 'said', text)
  }

  async onSlow(work: () => unknown): Promise<unknown> {
    await Promise.resolve()
    return work()
  }
}

describeIntegration('the base class', {
  definition: { framework: 'echo', mode: 'callback', hooks, create: run => new EchoIntegration(run) },
  calls: { on_point: ['loss', 1], on_text: ['hello'], on_slow: [() => 1] },
  refused: { on_point: { args: ['', 1], field: 'key' } },
})

describe('guarded hooks', () => {
  let runs: RunFolder
  let lines: string[]
  let release: () => void
  let echo: EchoIntegration

  beforeEach(() => {
    runs = new RunFolder()
    echo = new EchoIntegration(runs.open())
    lines = []
    release = captureDiag(line => lines.push(line))
  })

  afterEach(async () => {
    release()
    await runs.close()
  })

  test('a promise that rejects is contained, counted and told once', async () => {
    const fail = () => Promise.reject(new TypeError('late'))
    await expect(echo.getCallback().onSlow(fail)).resolves.toBeUndefined()
    await expect(echo.callHook('on_slow', [fail])).resolves.toBeUndefined()
    expect(echo.getStats()).toMatchObject({ failures: 2, lastError: 'TypeError: late' })
    expect(lines).toEqual([
      expect.stringContaining('echo: on_slow failed and was skipped; your training goes on. TypeError: late'),
    ])
  })

  test('what a hook returns comes back', async () => {
    await expect(echo.getCallback().onSlow(() => 42)).resolves.toBe(42)
  })

  test.each([
    ['an object that can not be printed', Object.create(null)],
    ['undefined', undefined],
    [
      'an error whose text throws',
      {
        toString: () => {
          throw new Error('nested')
        },
      },
    ],
  ])('%s may be thrown, too', async (_, thrown) => {
    await expect(
      echo.getCallback().onSlow(() => {
        throw thrown
      }),
    ).resolves.toBeUndefined()
    expect(echo.getStats().failures).toBe(1)
  })

  test('points are counted by leaf: numbers of every kind and tensors, not words', () => {
    const tensor = { dataSync: () => [1] }
    const values = { a: 1, b: NaN, c: true, d: 2n, nested: { e: tensor, f: new Date(0) }, word: 'no', none: null }
    for (const [key, value] of Object.entries(values)) echo.getCallback().onPoint(key, value)
    expect(echo.getStats().points).toBe(6)
  })

  test('a table that names a method which is not there is refused at once', () => {
    expect(() => new EchoIntegration(echo.run, { on_x: { method: 'onX' } })).toThrow(
      expect.objectContaining({ field: 'hooks.onX' }),
    )
  })

  test('an outcome of one of two members is not lost', async () => {
    const other = new EchoIntegration(echo.run)
    await echo.finish({ state: 'failed', error: new Error('first') })
    await other.finish()
    expect(echo.run.state).toBe('failed')
  })
})
