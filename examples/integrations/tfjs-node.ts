// Trains on TensorFlow itself. `import * as tf from '@tensorflow/tfjs-node'` works, too: pass it as `module`.
import type * as TensorFlow from '@tensorflow/tfjs'
import { init } from 'seetrain'

const integration = init('tfjs_node', { project: 'examples', experimentName: 'tfjs-node', gradientsEvery: 2 })
const tf = integration.tensorFlow as unknown as typeof TensorFlow

const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] })
model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' })
const xs = tf.tensor2d([[0], [1], [2], [3]])
const ys = tf.tensor2d([[1], [3], [5], [7]])
await model.fit(xs, ys, { epochs: 5, verbose: 0, callbacks: integration.getCallback() })

console.log('backend', tf.getBackend()) // backend tensorflow
await integration.finish()
