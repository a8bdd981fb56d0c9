import { captureDiag } from '@seetrain/core/testing'
import * as jax from '@jax-js/jax'
import { describeIntegration } from '../../../../test/contracts/integration.ts'
import { brokenRun } from '../../../../test/fixtures/broken-run.ts'
import { RunFolder } from '../../../../test/fixtures/run-folder.ts'
import { definition, JaxJsIntegration } from './jax-js.ts'

const { numpy: np } = jax

describeIntegration('jax_js', {
  definition,
  calls: {
    train_begin: [{ epochs: 2 }],
    step: [{ loss: 0.5 }, 0, 0],
    epoch_end: [0, { accuracy: 0.75 }],
    log_tree: ['params', { layers: [{ w: { data: Float32Array.of(3, 4), shape: [2] }, b: [0] }] }, 0],
  },
  refused: { step: { args: [1], field: 'values' }, epoch_end: { args: ['x', {}], field: 'epoch' } },
})

describe('jax_js with the real library', () => {
  let runs: RunFolder
  let integration: JaxJsIntegration
  let lines: string[]
  let release: () => void

  beforeAll(async () => {
    await jax.init()
  })

  beforeEach(() => {
    lines = []
    release = captureDiag(line => lines.push(line))
    runs = new RunFolder()
    integration = new JaxJsIntegration(runs.open())
  })

  afterEach(async () => {
    release()
    await runs.close()
  })

  const points = (key: string) => runs.points(integration.run, key)

  /** y = 2x, learned by hand; returns the weight. */
  async function train(log: (loss: jax.Array, step: number) => unknown): Promise<number> {
    let weight = np.array(0)
    const loss = (w: jax.Array) =>
      np
        .square(
          np
            .array([1, 2])
            .mul(w)
            .sub(np.array([2, 4])),
        )
        .mean()
    for (let step = 0; step < 5; step++) {
      const [value, gradient] = jax.valueAndGrad(loss)(weight.ref)
      weight = weight.sub(gradient.mul(0.1))
      await log(value, step)
      value.dispose()
    }
    return Number(await weight.jsAsync())
  }

  test('a loop written by hand: each loss is logged, no array is used up, the weights are the same', async () => {
    const losses: number[] = []
    const alone = await train(async loss => losses.push(Number(await loss.ref.jsAsync())))
    const heard = await train((loss, step) => integration.getCallback().onStep({ loss }, step))
    expect(heard).toBe(alone)
    expect(await points('loss')).toEqual(losses.map((loss, step) => [step, loss]))
    const broken = new JaxJsIntegration(brokenRun(runs.open()))
    expect(await train(loss => broken.getCallback().onStep({ loss }))).toBe(alone)
  })

  test('an array may be used up right after it was handed over; finish waits for what is being read', async () => {
    const loss = np.array(0.5)
    void integration.getCallback().onStep({ loss, accuracy: 1 })
    loss.dispose()
    await integration.finish()
    expect([await points('loss'), await points('accuracy')]).toEqual([[[0, 0.5]], [[0, 1]]])
  })

  test('loop counts steps and epochs, means the epochs, and frees what a step returns', async () => {
    const made: jax.Array[] = []
    const step = (batch: number) => {
      made.push(np.array(batch))
      return { loss: made.at(-1)!, batch }
    }
    await integration.loop({ epochs: 2, batches: epoch => [epoch, epoch + 1], step })
    expect(await points('loss')).toEqual([
      [0, 0],
      [1, 1],
      [2, 1],
      [3, 2],
    ])
    expect(await points('epoch/loss')).toEqual([
      [0, 0.5],
      [1, 1.5],
    ])
    for (const array of made) expect(() => array.ref).toThrow('freed')
  })

  test('an error of a step comes out as it is', async () => {
    const error = new Error('diverged')
    const step = () => Promise.reject(error)
    await expect(integration.loop({ batches: [1], step })).rejects.toBe(error)
  })

  test('a step that returns nothing, or an array that is freed, breaks no loop', async () => {
    const gone = np.array(1)
    gone.dispose()
    let steps = 0
    const step = () => (steps++ === 0 ? undefined : { loss: gone })
    await integration.loop({ batches: [1, 2, 3], step })
    expect([steps, integration.getStats().failures]).toEqual([3, 2])
  })

  test('a tree of parameters: a histogram each, named by its path, and the norm of all', async () => {
    const params = { layers: [{ w: np.array([[3, 0]]), b: np.array(4) }] }
    await integration.getCallback().logTree('params', params, 7)
    expect(await points('params/norm')).toEqual([[7, 5]])
    const media = (await runs.records(integration.run)).filter(record => record.kind === 'media')
    expect(media.map(({ key, type, step }) => [key, type, step])).toEqual([
      ['params/layers.0.w', 'histogram', 7],
      ['params/layers.0.b', 'histogram', 7],
    ])
    expect(await params.layers[0]!.w.jsAsync()).toEqual([[3, 0]])
  })

  test('an array that is freed already is told and counted', async () => {
    const gone = np.array(1)
    gone.dispose()
    await integration.getCallback().onStep({ loss: gone })
    expect(integration.getStats()).toMatchObject({ failures: 1, lastError: expect.stringContaining('freed') })
    expect(lines).toHaveLength(1)
  })
})
