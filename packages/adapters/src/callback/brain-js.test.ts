import * as brain from 'brain.js'
import { describeIntegration } from '../../../../test/contracts/integration.ts'
import { brokenRun } from '../../../../test/fixtures/broken-run.ts'
import { runFolderPerTest } from '../../../../test/fixtures/run-folder-per-test.ts'
import { BrainJsIntegration, definition } from './brain-js.ts'

describeIntegration('brain_js', {
  definition,
  calls: {
    train_begin: [{ network: 'NeuralNetwork', train: { iterations: 10 } }],
    callback: [{ iterations: 10, error: 0.25 }],
    train_end: [{ iterations: 12, error: 0.125 }, { sizes: [2, 3, 1] }],
  },
  refused: { callback: { args: [1], field: 'status' }, train_end: { args: [], field: 'status' } },
})

const XOR = [
  { input: [0, 0], output: [0] },
  { input: [0, 1], output: [1] },
  { input: [1, 0], output: [1] },
  { input: [1, 1], output: [0] },
]

describe('brain_js with the real library', () => {
  const runs = runFolderPerTest()

  const first = new brain.NeuralNetwork({ hiddenLayers: [3] })
  first.train(XOR, { iterations: 1 })

  /** Each begins with the same weights. */
  const network = () => new brain.NeuralNetwork().fromJSON(first.toJSON())

  test('the error per period, the last one, the options and the kind of network are kept', async () => {
    const integration = new BrainJsIntegration(runs().open(), { saveModel: true })
    const { error } = integration.watch(network()).train(XOR, { iterations: 25, errorThresh: 1e-9, learningRate: 0.5 })
    const points = await runs().points(integration.run, 'error')
    expect(points.map(([step]) => step)).toEqual([10, 20, 25])
    expect(points.at(-1)?.[1]).toBe(error)
    expect(integration.run.config['brain_js']).toEqual({
      network: 'NeuralNetwork',
      train: { iterations: 25, errorThresh: 1e-9, learningRate: 0.5 },
    })
    const saved = integration.run.useArtifact(`model-${integration.run.id}:latest`)
    expect(JSON.parse(new TextDecoder().decode(saved.read('network.json')))).toHaveProperty('sizes', [2, 3, 1])
  })

  test('training gives the same weights with and without it, and with a tracker that throws', () => {
    const [alone, heard, broken] = [network(), network(), network()]
    const options = { iterations: 20, errorThresh: 1e-9 }
    const status = alone.train(XOR, options)
    expect(new BrainJsIntegration(runs().open()).watch(heard).train(XOR, options)).toEqual(status)
    expect(new BrainJsIntegration(brokenRun(runs().open())).watch(broken).train(XOR, options)).toEqual(status)
    expect(heard.run([0, 1])).toEqual(alone.run([0, 1]))
    expect(broken.run([0, 1])).toEqual(alone.run([0, 1]))
  })

  test('a callback of your own is still called, at its period', async () => {
    const integration = new BrainJsIntegration(runs().open())
    const heard: number[] = []
    const callback = ({ iterations }: { iterations: number }) => void heard.push(iterations)
    integration.watch(network()).train(XOR, { iterations: 9, errorThresh: 1e-9, callback, callbackPeriod: 3 })
    expect(heard).toEqual([3, 6, 9])
    expect((await runs().points(integration.run, 'error')).map(([step]) => step)).toEqual([3, 6, 9])
  })

  test('an error of your own callback comes out as it is, and the run has failed', async () => {
    const integration = new BrainJsIntegration(runs().open())
    const error = new Error('stop')
    const callback = () => {
      throw error
    }
    expect(() => integration.watch(network()).train(XOR, { iterations: 9, callback, callbackPeriod: 1 })).toThrow(error)
    await integration.finish()
    expect(integration.run.state).toBe('failed')
  })

  test('after finish the network is as it was', async () => {
    const integration = new BrainJsIntegration(runs().open())
    const watched = integration.watch(network())
    expect(Object.hasOwn(watched, 'train')).toBe(true)
    await integration.finish()
    expect(Object.hasOwn(watched, 'train')).toBe(false)
  })

  test.each([
    [{ every: 0 }, 'every'],
    [{ every: 1.5 }, 'every'],
  ])('trap 21: %j is refused', (options, field) => {
    expect(() => definition.create(runs().open(), options)).toThrow(expect.objectContaining({ field }))
    expect(() => new BrainJsIntegration(runs().open()).watch({})).toThrow(expect.objectContaining({ field: 'network' }))
  })
})
