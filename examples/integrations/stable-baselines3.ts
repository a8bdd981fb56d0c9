// Two dumps of the logger.
import { init } from 'seetrain'

const integration = init('stable_baselines3', { project: 'examples', experimentName: 'stable-baselines3' })
const callback = integration.getCallback()

callback.onTrainingStart({ algorithm: 'PPO', policy: 'MlpPolicy', learning_rate: 3e-4 })
for (const step of [2048, 4096])
  callback.write({ 'rollout/ep_rew_mean': step / 100, 'time/fps': 500, note: 'keeps balance' }, {}, step)

console.log(integration.run.summary['rollout/ep_rew_mean']) // 40.96
await integration.finish()
