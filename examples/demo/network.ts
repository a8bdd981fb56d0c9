import * as tf from '@tensorflow/tfjs'
import { ARMS, type Points } from './spirals.ts'

export const HIDDEN = 28
export const LEARNING_RATE = 0.004

/** A network of two hidden layers, ready to be trained. The same seed gives the same first weights. */
export function makeNetwork(seed: number): tf.Sequential {
  tf.enableProdMode() // or TensorFlow.js recommends its native package on the terminal
  const start = (layer: number) => tf.initializers.heNormal({ seed: seed + layer })
  const model = tf.sequential({
    layers: [
      tf.layers.dense({
        name: 'first',
        units: HIDDEN,
        activation: 'relu',
        inputShape: [2],
        kernelInitializer: start(1),
      }),
      tf.layers.dense({ name: 'second', units: HIDDEN, activation: 'relu', kernelInitializer: start(2) }),
      tf.layers.dense({ name: 'arms', units: ARMS.length, activation: 'softmax', kernelInitializer: start(3) }),
    ],
  })
  model.compile({ optimizer: tf.train.adam(LEARNING_RATE), loss: 'categoricalCrossentropy', metrics: ['accuracy'] })
  return model
}

export function tensorOf({ coordinates, arms }: Points): tf.Tensor2D {
  return tf.tensor2d(coordinates, [arms.length, 2])
}

export function oneHot({ arms }: Points): tf.Tensor {
  return tf.oneHot(tf.tensor1d(arms, 'int32'), ARMS.length)
}

/** Probabilities per point, arms fastest. */
export function classify(model: tf.Sequential, coordinates: Float32Array): Float32Array {
  return tf.tidy(() => {
    const [probabilities] = [model.predict(tf.tensor2d(coordinates, [coordinates.length / 2, 2]))].flat()
    return probabilities?.dataSync<'float32'>() ?? new Float32Array()
  })
}

/** What a saved model consists of: its layers with the list of weights, and the weights' bytes. */
export async function filesOf(model: tf.Sequential): Promise<{ topology: object; weights: ArrayBuffer }> {
  let files = { topology: {}, weights: new ArrayBuffer(0) }
  const handler = tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
    files = { topology: { modelTopology, weightSpecs }, weights: new tf.io.CompositeArrayBuffer(weightData).slice() }
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } }
  })
  await model.save(handler)
  return files
}
