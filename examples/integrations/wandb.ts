// Code as it is written against W&B.
import { init } from 'seetrain'

const integration = init('wandb', { project: 'examples', experimentName: 'wandb' })
const wandb = integration.getTracker()

wandb.init({ config: { lr: 0.1 }, tags: ['baseline'] })
wandb.defineMetric('val/*', { summary: 'min' })
for (let epoch = 0; epoch < 3; epoch++) wandb.log({ loss: 1 / (epoch + 1), val: { loss: 1.5 / (epoch + 1) } })

const table = new wandb.Table({ columns: ['input', 'output'] })
table.addData(1, 2)
wandb.log({ predictions: table, curve: wandb.plot.line(table, 'input', 'output') })
wandb.config.update({ epochs: 3 })
wandb.summary['best'] = 0.5
wandb.alert({ title: 'done', level: 'INFO' })

console.log(integration.run.summary['val/loss'], integration.run.config['lr']) // 0.5 0.1
await wandb.finish()
