import { MissingPackageError } from '@seetrain/core'
import { describeIntegration } from '../../../../test/contracts/integration.ts'
import { runFolderPerTest } from '../../../../test/fixtures/run-folder-per-test.ts'
import { definition, OnnxruntimeNodeIntegration } from './onnxruntime-node.ts'

const call = { id: '0f'.repeat(16), name: 'digits' }

describeIntegration('onnxruntime_node', {
  definition,
  calls: {
    model_loaded: ['digits', { inputs: { x: 'float32[1,2]' } }],
    call_begin: [{ ...call, kind: 'function', input: { x: [1, 2] } }],
    call_end: [{ ...call, milliseconds: 2, output: { y: [3] } }],
  },
  refused: {
    call_begin: { args: [{ name: 'digits' }], field: 'call.id' },
    call_end: { args: ['x'], field: 'call' },
    model_loaded: { args: ['', {}], field: 'name' },
  },
})

/** The part of a session that is heard; `test/frameworks` has the real one. */
const sessionLike = (run: () => unknown) => ({ run: jest.fn(run), inputNames: ['x'], outputNames: ['y'] })

describe('onnxruntime_node', () => {
  const runs = runFolderPerTest()

  test('the promise of a run is the very same, and after finish the session is as it was', async () => {
    const integration = new OnnxruntimeNodeIntegration(runs().open())
    const promise = Promise.resolve({ y: 1 })
    const original = sessionLike(() => promise)
    const { run } = original
    const session = integration.watch(original, 'net')
    expect((session.run as (feeds: object) => unknown)({ x: 1 })).toBe(promise)
    await promise
    await integration.finish()
    expect(session.run).toBe(run)
    expect((await runs().points(integration.run, 'net/ms')).map(([step]) => step)).toEqual([0])
    expect(integration.run.config['onnxruntime_node'].models).toEqual({
      net: { inputs: { x: 'unknown' }, outputs: { y: 'unknown' }, options: {} },
    })
  })

  test('spans: false keeps the metrics alone; an error has no time', async () => {
    const integration = new OnnxruntimeNodeIntegration(runs().open(), { spans: false })
    const answers = [() => Promise.resolve(1), () => Promise.reject(new Error('bad shape'))]
    const session = integration.watch(
      sessionLike(() => answers.shift()!()),
      'net',
    )
    const run = session.run as (feeds: object) => Promise<unknown>
    await run({})
    await expect(run({})).rejects.toThrow('bad shape')
    const kinds = (await runs().records(integration.run)).map(record => record.kind)
    expect(kinds.filter(kind => kind === 'span' || kind === 'metric')).toEqual(['metric'])
  })

  test('without the package there is one message with the command that installs it', () => {
    const integration = new OnnxruntimeNodeIntegration(runs().open())
    expect(() => integration.runtime).toThrow(MissingPackageError)
    expect(() => integration.runtime).toThrow('npm install onnxruntime-node')
  })

  test.each([
    [{ spans: 1 }, 'spans'],
    [{ module: {} }, 'module'],
  ])('trap 21: %j is refused', (options, field) => {
    expect(() => definition.create(runs().open(), options)).toThrow(expect.objectContaining({ field }))
    expect(() => new OnnxruntimeNodeIntegration(runs().open()).watch({})).toThrow(
      expect.objectContaining({ field: 'session' }),
    )
  })
})
