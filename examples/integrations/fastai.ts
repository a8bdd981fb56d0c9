// One epoch of three batches.
import { init } from 'seetrain'

const integration = init('fastai', { project: 'examples', experimentName: 'fastai' })
const callback = integration.getCallback()

callback.beforeFit({ arch: 'resnet18', batch_size: 64 })
for (let batch = 0; batch < 3; batch++)
  callback.afterBatch({
    epoch: batch / 3,
    loss: 1 / (batch + 1),
    smooth_loss: 1.5 / (batch + 1),
    hypers: [{ lr: 0.01, mom: 0.9 }],
  })
callback.afterEpoch(0, ['epoch', 'train_loss', 'valid_loss', 'accuracy', 'time'], [0, 0.5, 0.75, 0.875, '00:02'])

console.log(integration.run.summary['valid_loss']) // 0.75
await integration.finish()
