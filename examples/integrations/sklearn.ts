// A fit, a search of parameters and an evaluation.
import { init } from 'seetrain'

const integration = init('sklearn', { project: 'examples', experimentName: 'sklearn' })
const callback = integration.getCallback()

const estimator = { name: 'LogisticRegression', params: { C: 1, solver: 'lbfgs' } }
callback.setup(estimator)
for (let id = 0; id < 3; id++)
  callback.onFitTaskEnd(estimator, { task_name: 'lbfgs-iter', task_id: id }, { loss: 1 / (id + 1) })
callback.teardown(estimator)
callback.logScores({ accuracy: 0.75, f1: 0.5 })
callback.logSearch(
  { params: [{ C: 0.1 }, { C: 1 }], mean_test_score: [0.5, 0.75], rank_test_score: [2, 1] },
  { params: { C: 1 }, score: 0.75, index: 1 },
)
callback.logEvaluation('test', { labels: [0, 1, 1, 0], predictions: [0, 1, 0, 0], probabilities: [0.1, 0.9, 0.4, 0.2] })

console.log(integration.run.config['best_params']) // { C: 1 }
await integration.finish()
