import { createRequire } from 'node:module'
import * as tf from '@tensorflow/tfjs'
import { captureDiag } from '@seetrain/core/testing'
import type { IntegrationDefinition } from '@seetrain/core'
import { describeIntegration } from '../../../../test/contracts/integration.ts'
import { RunFolder } from '../../../../test/fixtures/run-folder.ts'
import { definition as gpu } from './tfjs-node-gpu.ts'
import { definition as cpu, TfjsNodeIntegration } from './tfjs-node.ts'

beforeAll(() => tf.enableProdMode())

// test/frameworks trains with the real packages; here another build of the library stands in for them
const withLibrary = (definition: IntegrationDefinition): IntegrationDefinition => ({
  ...definition,
  create: run => definition.create(run, { module: tf }),
})

const model = {
  name: 'net',
  layers: [],
  weights: [],
  countParams: () => 3,
  summary: (_length: number, _positions: number[], print: (line: string) => void) => print('one layer'),
}

for (const definition of [cpu, gpu])
  describeIntegration(definition.framework, {
    definition: withLibrary(definition),
    calls: {
      setParams: [{ epochs: 2 }],
      setModel: [model],
      onTrainBegin: [{}],
      onEpochBegin: [0, {}],
      onBatchEnd: [0, { loss: 0.5 }],
      onYield: [0, 0, {}],
      onEpochEnd: [0, { loss: 0.5 }],
      onEarlyStopping: [0, { monitor: 'loss', patience: 1, wait: 0, best: 0.5, stoppedEpoch: 1 }],
      onTrainEnd: [{}],
    },
    refused: { onEpochEnd: { args: ['first', {}], field: 'epoch' } },
  })

describe('tfjs_node', () => {
  let runs: RunFolder
  let lines: string[]
  let release: () => void

  beforeEach(() => {
    lines = []
    release = captureDiag(line => lines.push(line))
    runs = new RunFolder()
  })

  afterEach(async () => {
    release()
    await runs.close()
  })

  test('the functions that Node removed are there again for a library that was imported before', () => {
    cpu.create(runs.open(), { module: tf })
    const { isNullOrUndefined } = createRequire(__filename)('node:util')
    expect([isNullOrUndefined(undefined), isNullOrUndefined(null), isNullOrUndefined(0)]).toEqual([true, true, false])
  })

  test.each([
    [cpu, 'npm install @tensorflow/tfjs-node'],
    [gpu, 'npm install @tensorflow/tfjs-node-gpu'],
  ])('without the package one message has the command that installs it', ({ create }, command) => {
    create(runs.open(), {}).getCallback()
    expect(lines).toEqual([expect.stringContaining(command)])
  })

  test('its config has its own name', async () => {
    const integration = new TfjsNodeIntegration(runs.open(), { module: tf })
    const trained = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] })
    trained.compile({ optimizer: 'sgd', loss: 'meanSquaredError' })
    const xs = tf.tensor2d([[1], [2]])
    await trained.fit(xs, xs, { epochs: 1, verbose: 0, callbacks: integration.getCallback() })
    expect(integration.run.config).toMatchObject({
      frameworks: ['tfjs_node'],
      tfjs_node: { optimizer: { name: 'SGD' } },
    })
  })
})
