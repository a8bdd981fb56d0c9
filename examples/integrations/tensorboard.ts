// Two writers, as PyTorch programs have them.
import { init } from 'seetrain'

const integration = init('tensorboard', { project: 'examples', experimentName: 'tensorboard', logDir: 'runs' })
const [train, val] = [integration.writer('runs'), integration.writer('runs/val')]

for (let step = 0; step < 3; step++) {
  train.addScalar('loss', 1 / (step + 1), step)
  val.addScalar('loss', 1.5 / (step + 1), step)
}
train.addHistogram('weights', new Float32Array([0.25, 0.5, 0.75]), 2)
train.addPrCurve('pr', [0, 1, 1], [0.1, 0.9, 0.4], 2)
train.addHparams({ lr: 0.1 }, { 'hparam/accuracy': 0.75 })
await val.close() // the run goes on

console.log(integration.run.summary) // { loss: 0.333…, 'val/loss': 0.5, 'hparam/accuracy': 0.75 }
await integration.finish()
