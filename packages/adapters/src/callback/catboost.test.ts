import { describeIntegration } from '../../../../test/contracts/integration.ts'
import { runFolderPerTest } from '../../../../test/fixtures/run-folder-per-test.ts'
import { CatboostIntegration, definition } from './catboost.ts'

describeIntegration('catboost', {
  definition,
  calls: {
    before_training: [{ depth: 6 }],
    after_iteration: [{ iteration: 0, metrics: { learn: { RMSE: [0.5] }, validation: { RMSE: [0.75] } } }],
    after_training: [{ best_iteration: 3, best_score: { learn: { RMSE: 0.25 } } }],
  },
  refused: { after_iteration: { args: [7], field: 'info' } },
})

describe('catboost', () => {
  const runs = runFolderPerTest()

  test('the last value of each list is logged; nested best scores keep their names', async () => {
    const integration = new CatboostIntegration(runs().open())
    const callback = integration.getCallback()
    callback.afterIteration({ iteration: 4, metrics: { learn: { Logloss: [3, 2, 1] }, validation: { Logloss: 5 } } })
    callback.afterTraining({ best_score: { validation: { Logloss: 5 } }, best_iteration: null })
    expect(await runs().points(integration.run, 'learn/Logloss')).toEqual([[4, 1]])
    expect(await runs().points(integration.run, 'validation/Logloss')).toEqual([[4, 5]])
    expect(integration.run.summary).toMatchObject({ 'best_score/validation/Logloss': 5 })
  })
})
