// Three rounds of boosting, and the finished model.
import { init } from 'seetrain'

const integration = init('xgboost', { project: 'examples', experimentName: 'xgboost' })
const callback = integration.getCallback()

callback.beforeTraining({ objective: 'reg:squarederror', max_depth: 3, eta: 0.3 })
for (let epoch = 0; epoch < 3; epoch++)
  callback.afterIteration(epoch, { train: { rmse: 1 / (epoch + 1) }, validation: { rmse: 1.5 / (epoch + 1) } })
callback.afterTraining({ best_iteration: 2, best_score: 0.5, feature_importance: { age: 7, height: 3 } })

console.log(integration.run.summary['validation/rmse']) // 0.5
await integration.finish()
