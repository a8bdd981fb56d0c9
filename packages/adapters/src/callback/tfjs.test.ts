import * as tf from '@tensorflow/tfjs'
import { captureDiag } from '@seetrain/core/testing'
import { LazyModule, type ArtifactRecord, type Run } from '@seetrain/core'
import { describeIntegration } from '../../../../test/contracts/integration.ts'
import { brokenRun } from '../../../../test/fixtures/broken-run.ts'
import { RunFolder } from '../../../../test/fixtures/run-folder.ts'
import { definition, TfjsIntegration, type TfjsOptions } from './tfjs.ts'

beforeAll(() => tf.enableProdMode())

const MODEL = {
  name: 'net',
  layers: [{ getClassName: () => 'InputLayer' }, { getClassName: () => 'Dense' }],
  loss: 'meanSquaredError',
  optimizer: { getClassName: () => 'SGD', getConfig: () => ({ learningRate: 0.5 }), learningRate: 0.5 },
  countParams: () => 3,
  summary: (_length: number, _positions: number[], print: (line: string) => void) => print('one layer'),
}

describeIntegration('tfjs', {
  definition,
  calls: {
    setParams: [{ epochs: 2, batchSize: 4 }],
    setModel: [MODEL],
    onTrainBegin: [{}],
    onEpochBegin: [0, {}],
    onBatchEnd: [0, { batch: 0, size: 4, loss: { dataSync: () => [0.5] } }],
    onYield: [0, 0, {}],
    onEpochEnd: [0, { loss: 0.5, val_loss: 0.75 }],
    onEarlyStopping: [0, { monitor: 'loss', patience: 1, wait: 0, best: 0.5, stoppedEpoch: 0 }],
    onTrainEnd: [{}],
  },
  refused: {
    setParams: { args: [1], field: 'params' },
    onEpochEnd: { args: ['first', {}], field: 'epoch' },
    onBatchEnd: { args: [0, 5], field: 'logs' },
  },
})

describe('tfjs with real training', () => {
  let runs: RunFolder
  let run: Run
  let lines: string[]
  let release: () => void

  beforeEach(() => {
    lines = []
    release = captureDiag(line => lines.push(line))
    runs = new RunFolder()
    run = runs.open()
  })

  afterEach(async () => {
    release()
    await runs.close()
  })

  const listen = (options?: TfjsOptions) => new TfjsIntegration(run, options)

  /** 3 batches per epoch. */
  function data() {
    const inputs = tf.tensor2d(Array.from({ length: 12 }, (_, index) => [index / 12, (index % 3) / 3]))
    const targets = tf.tidy(() => inputs.sum(1, true).mul(2))
    return { inputs, targets }
  }

  function network(): tf.Sequential {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2], kernelInitializer: 'ones' })] })
    model.compile({ optimizer: tf.train.sgd(0.05), loss: 'meanSquaredError', metrics: ['mae'] })
    return model
  }

  async function fit(
    model: tf.LayersModel,
    callbacks: tf.CustomCallbackArgs | tf.CustomCallbackArgs[],
    more: tf.ModelFitArgs = {},
  ) {
    const { inputs, targets } = data()
    const history = await model.fit(inputs, targets, {
      batchSize: 4,
      epochs: 2,
      shuffle: false,
      callbacks,
      ...more,
    })
    tf.dispose([inputs, targets])
    return history
  }

  test('fit: epoch metrics equal the history, batch metrics come per batch, config and summary are there', async () => {
    const { history } = await fit(network(), listen().getCallback(), { validationSplit: 0.25 })
    for (const key of ['loss', 'mae', 'val_loss', 'val_mae']) {
      expect(await runs.points(run, key)).toEqual((history[key] as number[]).map((value, epoch) => [epoch, value]))
    }
    expect((await runs.points(run, 'batch/loss')).map(([step]) => step)).toEqual([0, 1, 2, 3, 4, 5])
    expect(await runs.points(run, 'batch/size')).toEqual([])
    expect((await runs.points(run, 'learning_rate')).map(([, rate]) => rate.toFixed(2))).toEqual(['0.05', '0.05'])
    expect(run.config['tfjs']).toMatchObject({
      version: tf.version.tfjs,
      backend: 'cpu',
      fit: { epochs: 2, batchSize: 4 },
      model: { name: expect.stringMatching(/^sequential_\d+$/), layers: 1, params: 3 },
      optimizer: { name: 'SGD' },
      loss: 'meanSquaredError',
    })
    const records = await runs.records(run)
    expect(records.find(record => record.kind === 'media')).toMatchObject({ key: 'model/summary', type: 'text' })
    expect(
      records.find(record => record.kind === 'metric' && record.key === 'batch/loss' && record.step === 3),
    ).toMatchObject({ epoch: 1 })
    expect(lines).toEqual([])
  })

  test('fitDataset is heard the same way', async () => {
    const rows = tf.data
      .array(Array.from({ length: 8 }, (_, index) => ({ xs: [index / 8, 0], ys: [index / 4] })))
      .batch(4)
    await network().fitDataset(rows, {
      epochs: 3,
      callbacks: listen().getCallback(),
    })
    expect(await runs.points(run, 'loss')).toHaveLength(3)
    expect((await runs.points(run, 'batch/loss')).map(([step]) => step)).toEqual([0, 1, 2, 3, 4, 5])
  })

  test('batchEvery thins the batch metrics out; 0 leaves them away', async () => {
    await fit(network(), listen({ batchEvery: 4 }).getCallback())
    expect((await runs.points(run, 'batch/loss')).map(([step]) => step)).toEqual([0, 4])
    await fit(network(), listen({ batchEvery: 0 }).getCallback())
    expect(await runs.points(run, 'batch/loss')).toHaveLength(2)
  })

  test('training is the same to the bit with and without us, and holds no tensor of ours', async () => {
    const alone = await fit(network(), {})
    const before = tf.memory().numTensors
    const model = network()
    const created = tf.memory().numTensors - before
    const heard = await fit(model, listen().getCallback())
    expect(heard.history).toEqual(alone.history)
    expect(tf.memory().numTensors - before).toBe(created)
  })

  test('trap 2: with a tracker that throws inside, the result of fit is unchanged', async () => {
    const alone = await fit(network(), {})
    const integration = new TfjsIntegration(brokenRun(run))
    const heard = await fit(network(), integration.getCallback())
    expect(heard.history).toEqual(alone.history)
    expect(integration.getStats().failures).toBeGreaterThan(6)
    expect(lines.length).toBeLessThan(6)
  })

  test('trap 2: the error of a training that fails is the same object', async () => {
    const error = new Error('from user code')
    const callbacks = listen().callbacks({ onEpochEnd: () => Promise.reject(error) })
    await expect(fit(network(), callbacks)).rejects.toBe(error)
    expect(run.state).toBe('running')
  })

  test('callbacks() mixes ours with plain objects and the callbacks of TensorFlow.js', async () => {
    const epochs: number[] = []
    const stopping = tf.callbacks.earlyStopping({ monitor: 'loss', patience: 0, minDelta: 1e9 })
    await fit(network(), listen().callbacks({ onEpochEnd: (epoch: number) => void epochs.push(epoch) }, stopping), {
      epochs: 9,
    })
    expect(epochs).toEqual([0, 1])
    expect(await runs.points(run, 'loss')).toHaveLength(2)
  })

  test('early stopping: how near it is, and what it stopped', async () => {
    const stopping = tf.callbacks.earlyStopping({ monitor: 'loss', patience: 2, minDelta: 1e9 })
    await fit(network(), listen().callbacks(stopping), { epochs: 9 })
    expect(await runs.points(run, 'early_stopping/wait')).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
    ])
    expect(run.config['tfjs'].early_stopping).toMatchObject({ monitor: 'loss', patience: 2, stopped_epoch: 2 })
  })

  test('histograms of weights and gradients, with their norms, change no weight and keep no tensor', async () => {
    const [alone, heard] = [network(), network()]
    heard.setWeights(alone.getWeights())
    await fit(alone, {})
    const before = tf.memory().numTensors
    await fit(heard, listen({ weightsEvery: 2, gradientsEvery: 3 }).getCallback())
    expect(tf.memory().numTensors).toBe(before)
    for (const [index, weight] of heard.getWeights().entries())
      expect(weight.dataSync()).toEqual(alone.getWeights()[index]!.dataSync())
    const media = (await runs.records(run)).filter(record => record.kind === 'media' && record.type === 'histogram')
    const shown = media.map(record => record.kind === 'media' && `${record.key}@${record.step}`)
    const name = (key: string) => expect.stringMatching(new RegExp(`^${key}$`))
    expect(shown).toEqual([
      ...[0, 3].flatMap(step => [name(`gradients/.*kernel@${step}`), name(`gradients/.*bias@${step}`)]),
      ...['kernel', 'bias'].map(part => name(`weights/.*${part}@6`)),
    ])
    expect((await runs.points(run, 'gradients/norm')).map(([step]) => step)).toEqual([0, 3])
    const norm = Math.hypot(...heard.getWeights().flatMap(weight => [...weight.dataSync()]))
    expect((await runs.points(run, 'weights/norm'))[0]?.[1]).toBeCloseTo(norm)
    expect(Object.hasOwn(heard.optimizer, 'applyGradients')).toBe(false)
  })

  test('samples: the answers of each epoch beside what is right, named by their classes', async () => {
    const inputs = tf.tensor4d([0, 1, 1, 0, 1, 1, 0, 0], [2, 2, 2, 1])
    const targets = tf.tensor1d([1, 0], 'int32')
    const model = tf.sequential({
      layers: [tf.layers.flatten({ inputShape: [2, 2, 1] }), tf.layers.dense({ units: 2, activation: 'softmax' })],
    })
    model.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy' })
    const integration = listen().samples({ inputs, targets, classes: ['cat', 'dog'], every: 2 })
    const before = tf.memory().numTensors
    await model.fit(inputs, targets.toFloat(), { epochs: 2, verbose: 0, callbacks: integration.getCallback() })
    const media = (await runs.records(run)).filter(record => record.kind === 'media')
    expect(media.map(({ key, step }) => [key, step])).toEqual([
      ['model/summary', expect.anything()],
      ['samples/predictions', 1],
      ['samples/0', 1],
      ['samples/1', 1],
    ])
    expect(media[2]?.items[0]?.caption).toMatch(/^sample 0, prediction (cat|dog), target dog$/)
    // the targets as floats are ours
    expect(tf.memory().numTensors - before).toBe(1)
    expect(lines).toEqual([])
    tf.dispose([inputs, targets])
  })

  test('timers get their turn while training runs', async () => {
    let ticks = 0
    const timer = setInterval(() => ticks++, 0)
    await fit(network(), listen({ yieldEvery: 'batch' }).getCallback())
    clearInterval(timer)
    expect(ticks).toBeGreaterThan(0)
  })

  test('a model of another copy of TensorFlow.js takes our callback as a plain object', async () => {
    // such a copy does not know the class of ours and wraps what it gets in a callback of its own
    const foreign = { ...listen().getCallback() } as tf.CustomCallbackArgs
    await fit(network(), foreign)
    expect(await runs.points(run, 'loss')).toHaveLength(2)
    expect(await runs.points(run, 'batch/loss')).toHaveLength(6)
  })

  test('trap 30: without TensorFlow.js one warning says what is missing, and a plain callback still listens', async () => {
    const absent = new LazyModule<never>('@lab/absent', { purpose: 'The tfjs integration' })
    const integration = new TfjsIntegration(run, {}, { library: absent })
    expect(integration.getCallback()).toBe(integration.getCallback())
    expect(lines).toEqual([expect.stringContaining('npm install @lab/absent')])
    await fit(network(), integration.getCallback())
    expect(await runs.points(run, 'loss')).toHaveLength(2)
    expect(lines).toHaveLength(1)
  })

  describe('checkpoints', () => {
    async function versions(): Promise<string[]> {
      const records = (await runs.records(run)).filter((record): record is ArtifactRecord => record.kind === 'artifact')
      return records.map(
        ({ version, step, aliases }) =>
          `${version}@${step} ${aliases
            .filter(alias => alias !== 'latest')
            .sort()
            .join('+')}`,
      )
    }

    test('are versions of one artifact whose aliases move, and load back to the same predictions', async () => {
      const model = network()
      const integration = listen().checkpoint({ monitor: 'loss', name: 'net', model })
      await fit(model, integration.getCallback(), { epochs: 3 })
      expect(await versions()).toEqual(['v0@0 best+last', 'v1@1 best+last', 'v2@2 best+last'])
      expect(run.useArtifact('net:best').metadata).toMatchObject({ epoch: 2, loss: expect.any(Number) })
      const loaded = await tf.loadLayersModel(integration.modelHandler('net:best'))
      expect(loaded.getClassName()).toBe('Sequential')
      const input = tf.tensor2d([[0.25, 0.5]])
      expect((loaded.predict(input) as tf.Tensor).dataSync()).toEqual((model.predict(input) as tf.Tensor).dataSync())
    })

    test('trap 20: every 2 epochs saves twice in five, whatever the batches', async () => {
      await fit(network(), listen().checkpoint({ every: 2 }).getCallback(), { epochs: 5 })
      expect(await versions()).toEqual(['v0@1 last', 'v1@3 last'])
    })

    test('the optimizer is saved on request', async () => {
      const model = network()
      model.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError' })
      await fit(model, listen().checkpoint({ name: 'net', includeOptimizer: true }).getCallback(), { epochs: 1 })
      const { weightsManifest } = JSON.parse(
        new TextDecoder().decode(run.useArtifact('net:last').read('model.json')),
      ) as { weightsManifest: { weights: { group?: string }[] }[] }
      expect(weightsManifest[0]?.weights.some(({ group }) => group === 'optimizer')).toBe(true)
    })

    test('a monitor that is not there is told once and training goes on', async () => {
      const integration = listen().checkpoint({ monitor: 'val_loss' })
      const { history } = await fit(network(), integration.getCallback(), { epochs: 3 })
      expect(history['loss']).toHaveLength(3)
      expect(integration.getStats()).toMatchObject({
        failures: 3,
        lastError: expect.stringContaining('only: loss, mae'),
      })
      expect(lines).toHaveLength(1)
    })

    test('model.save takes the handler alone', async () => {
      const model = network()
      const { modelArtifactsInfo } = await model.save(listen().modelHandler({ name: 'final', aliases: ['production'] }))
      expect(modelArtifactsInfo.weightDataBytes).toBe(12)
      expect(run.useArtifact('final:production').files()).toEqual(['model.json', 'model.weights.bin'])
    })
  })

  test('tensors that pile up epoch after epoch raise one alert', async () => {
    const kept: tf.Tensor[] = []
    const leak = { onEpochEnd: async () => void kept.push(tf.scalar(1)) }
    await fit(network(), listen().callbacks(leak), { epochs: 9 })
    const alerts = (await runs.records(run)).filter(record => record.kind === 'alert')
    expect(alerts).toMatchObject([{ title: 'Tensors pile up', level: 'warning' }])
    expect((await runs.points(run, 'memory/tensors')).length).toBeGreaterThanOrEqual(9)
    tf.dispose(kept)
  })

  test.each([
    [{ batchEvery: -1 }, 'batchEvery'],
    [{ weightsEvery: 0.5 }, 'weightsEvery'],
    [{ gradientsEvery: 'all' }, 'gradientsEvery'],
    [{ module: { wrong: 1 } }, 'module'],
  ])('trap 21: the option %j is refused', (options, field) => {
    expect(() => definition.create(run, options)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', field }))
  })
})
