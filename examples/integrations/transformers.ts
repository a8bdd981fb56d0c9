// What a Trainer tells its callbacks.
import { init } from 'seetrain'

const integration = init('transformers', { project: 'examples', experimentName: 'transformers', checkpoints: false })
const callback = integration.getCallback()

const args = { output_dir: 'out', learning_rate: 5e-5, num_train_epochs: 1 }
callback.onInitEnd(args)
callback.onTrainBegin(args, { global_step: 0 }, { model_type: 'bert', parameters: 110_000_000 })
callback.onLog({ global_step: 10, epoch: 0.5 }, { loss: 0.75, learning_rate: 2.5e-5, epoch: 0.5 })
callback.onLog({ global_step: 20, epoch: 1 }, { eval_loss: 0.5, eval_accuracy: 0.875, epoch: 1 })
callback.onEvaluate({ global_step: 20, epoch: 1 }, { eval_loss: 0.5, eval_accuracy: 0.875 })
callback.onTrainEnd({ global_step: 20, best_metric: 0.5 })

console.log(integration.run.summary) // { 'train/loss': 0.75, 'train/learning_rate': …, 'eval/loss': 0.5, 'eval/accuracy': 0.875 }
await integration.finish()
