// A search of two trials.
import { init } from 'seetrain'

const integration = init('ray_tune', { project: 'examples', experimentName: 'ray-tune' })
const tracker = integration.getTracker()

for (const [index, lr] of [0.1, 0.01].entries()) {
  const trial = { trial_id: `t${index}`, name: `train_t${index}`, config: { lr } }
  tracker.logTrialStart(trial)
  for (let iteration = 1; iteration <= 3; iteration++)
    tracker.logTrialResult(iteration, trial, {
      training_iteration: iteration,
      loss: lr / iteration,
      hostname: 'node-1',
    })
  await tracker.logTrialEnd(trial)
}
await tracker.onExperimentEnd()

console.log(integration.run.summary['trials/ended']) // 2
await integration.finish()
