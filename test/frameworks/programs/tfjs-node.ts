// Trains the same network with and without the integration on TensorFlow itself; prints both results.
import type * as Tf from '@tensorflow/tfjs'
import { initTfjsNode } from '@seetrain/adapters/tfjs-node'
import { initTfjsNodeGpu } from '@seetrain/adapters/tfjs-node-gpu'

const start = process.env['DEVICE'] === 'gpu' ? initTfjsNodeGpu : initTfjsNode
const integration = start({ project: 'tests', experimentName: 'tfjs-node', weightsEvery: 1, gradientsEvery: 1 })
const tf = integration.tensorFlow as unknown as typeof Tf

function network(): Tf.Sequential {
  const hidden = {
    units: 8,
    activation: 'relu',
    kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }),
  } as const
  const out = { units: 1, kernelInitializer: tf.initializers.glorotUniform({ seed: 2 }) }
  const model = tf.sequential({ layers: [tf.layers.dense({ ...hidden, inputShape: [2] }), tf.layers.dense(out)] })
  model.compile({ optimizer: tf.train.adam(0.02), loss: 'meanSquaredError' })
  return model
}

const xs = tf.randomUniform([64, 2], -1, 1, 'float32', 3)
const ys = tf.tidy(() => xs.prod(1, true))

async function train(
  callbacks: Tf.CustomCallbackArgs | Tf.CustomCallbackArgs[],
): Promise<{ weights: number[]; loss: number[] }> {
  const model = network()
  const { history } = await model.fit(xs, ys, { epochs: 4, batchSize: 16, shuffle: false, verbose: 0, callbacks })
  return {
    weights: model.getWeights().flatMap(weight => [...weight.dataSync()]),
    loss: history['loss'] as number[],
  }
}

const alone = await train([])
integration.checkpoint({ monitor: 'loss', name: 'net' })
const heard = await train(integration.callbacks(tf.callbacks.earlyStopping({ monitor: 'loss', patience: 3 })) as never)
const loaded = await tf.loadLayersModel(integration.modelHandler('net:best') as never)
await integration.finish()

const { isUsingGpuDevice } = tf.backend() as Tf.KernelBackend & { isUsingGpuDevice: boolean }
const stats = integration.getStats()
console.log(
  JSON.stringify({ alone, heard, backend: tf.getBackend(), isUsingGpuDevice, loaded: loaded.countParams(), stats }),
)
