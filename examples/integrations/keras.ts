// A loop that calls what Keras calls on a callback.
import { init } from 'seetrain'

const integration = init('keras', { project: 'examples', experimentName: 'keras', batchEvery: 2 })
const callback = integration.getCallback()

callback.setParams({ epochs: 3, steps: 4, verbose: 0 })
callback.setModel({
  name: 'sequential',
  summary: 'Model: "sequential"',
  optimizer: { name: 'adam', learning_rate: 0.01 },
})
callback.onTrainBegin()
for (let epoch = 0; epoch < 3; epoch++) {
  callback.onEpochBegin(epoch)
  for (let batch = 0; batch < 4; batch++) callback.onTrainBatchEnd(batch, { loss: 1 / (epoch * 4 + batch + 1) })
  callback.onEpochEnd(epoch, { loss: 1 / (epoch + 1), val_loss: 1.5 / (epoch + 1) }, 0.01)
}
callback.onTrainEnd()

console.log(integration.run.summary['val_loss']) // 0.5
await integration.finish()
