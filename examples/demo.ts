// Trains a small network for real, on this machine's CPU, and records all of it. To run it: npm start
import * as seetrain from 'seetrain'
import { HIDDEN, LEARNING_RATE, makeNetwork, oneHot, tensorOf } from './demo/network.ts'
import { logData, logResult, Observer } from './demo/observer.ts'
import { printHead, printReport } from './demo/report.ts'
import { makeSpirals } from './demo/spirals.ts'

const SEED = 7
const EPOCHS = 60

printHead()
const started = performance.now()
const training = makeSpirals(720, SEED)
const validation = makeSpirals(240, SEED + 1)
const model = makeNetwork(SEED)

const options = {
  project: 'demo',
  experimentName: 'three-spirals',
  description: 'A network of two hidden layers learns which of three spirals a point belongs to.',
  tags: ['demo'],
  config: { seed: SEED, hidden: HIDDEN, learningRate: LEARNING_RATE, points: { training: 720, validation: 240 } },
}

const { run, course, observer } = await seetrain.withIntegration('tfjs', options, async tracked => {
  const observer = new Observer(tracked.run, model, EPOCHS)
  logData(tracked.run, training, validation)
  const { history } = await model.fit(tensorOf(training), oneHot(training), {
    epochs: EPOCHS,
    batchSize: 48,
    shuffle: false, // the points come in random order already, and this way every demo learns the same
    validationData: [tensorOf(validation), oneHot(validation)],
    // the first records losses and accuracies by itself, the second adds pictures and checkpoints
    callbacks: tracked.callbacks(observer.callbacks),
  })
  logResult(tracked.run, model, validation)
  return { run: tracked.run, course: history as Record<string, number[]>, observer }
})

printReport({ run, course, seconds: (performance.now() - started) / 1000, plane: observer.lastPlane })
