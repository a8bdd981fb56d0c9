// What a Lightning Trainer calls on its logger.
import { init } from 'seetrain'

const integration = init('pytorch_lightning', { project: 'examples', experimentName: 'pytorch-lightning' })
const logger = integration.getCallback()

logger.logHyperparams({ lr: 0.1, encoder: { layers: 2 } })
logger.logGraph('LitModel(Linear(2, 1))')
for (let step = 9; step < 40; step += 10) logger.logMetrics({ train_loss: 1 / step, epoch: 0 }, step)
logger.logText('predictions', ['cat', 'dog'], 39)
logger.finalize('success')

console.log(integration.run.config['encoder'].layers) // 2
await integration.finish()
