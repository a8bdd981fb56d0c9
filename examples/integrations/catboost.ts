// Three iterations of boosting.
import { init } from 'seetrain'

const integration = init('catboost', { project: 'examples', experimentName: 'catboost' })
const callback = integration.getCallback()

callback.beforeTraining({ depth: 6, learning_rate: 0.03 })
for (let iteration = 0; iteration < 3; iteration++)
  callback.afterIteration({ iteration, metrics: { learn: { Logloss: [1 / (iteration + 1)] } } })
callback.afterTraining({ best_iteration: 2, feature_importance: { age: 60, height: 40 } })

console.log(integration.run.config['depth']) // 6
await integration.finish()
