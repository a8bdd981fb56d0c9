// Three iterations of boosting.
import { init } from 'seetrain'

const integration = init('lightgbm', { project: 'examples', experimentName: 'lightgbm' })
const callback = integration.getCallback()

for (let iteration = 0; iteration < 3; iteration++)
  callback.afterIteration({
    iteration,
    params: { objective: 'binary', num_leaves: 31 },
    evaluation_result_list: [['valid', 'auc', 0.5 + iteration / 8, true]],
  })
callback.afterTraining({ best_iteration: 2, best_score: { valid: { auc: 0.75 } } })

console.log(integration.run.summary) // { 'valid/auc': 0.75, best_iteration: 2, 'best_score/valid/auc': 0.75 }
await integration.finish()
