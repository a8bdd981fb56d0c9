import { describeIntegration } from '../../../../test/contracts/integration.ts'
import { runFolderPerTest } from '../../../../test/fixtures/run-folder-per-test.ts'
import { definition, XgboostIntegration } from './xgboost.ts'

const scalar = (value: number) => ({ data: Float64Array.of(value), shape: [], dtype: 'float64' })

describeIntegration('xgboost', {
  definition,
  calls: {
    before_training: [{ max_depth: 3, eta: 0.1 }],
    after_iteration: [0, { train: { rmse: [0.5] }, test: { rmse: 0.75 } }],
    after_training: [
      {
        best_iteration: 1,
        best_score: scalar(0.25),
        feature_importance: { age: 3, height: scalar(5) },
        model_file: __filename,
      },
    ],
  },
  refused: {
    after_iteration: { args: [0, []], field: 'evals_log' },
    before_training: { args: ['eta'], field: 'params' },
  },
})

describe('xgboost', () => {
  const runs = runFolderPerTest()

  test('the newest value of the history counts; cross validation has means and deviations', async () => {
    const integration = new XgboostIntegration(runs().open())
    const callback = integration.getCallback()
    callback.afterIteration(0, { train: { rmse: [3] } })
    callback.afterIteration(1, { train: { rmse: [3, 2] } })
    callback.afterIteration(2, {
      test: {
        auc: [
          [0.5, 0.1],
          [0.75, scalar(0.25)],
        ],
      },
    })
    expect(await runs().points(integration.run, 'train/rmse')).toEqual([
      [0, 3],
      [1, 2],
    ])
    expect(await runs().points(integration.run, 'test/auc')).toEqual([[2, 0.75]])
    expect(await runs().points(integration.run, 'test/auc_std')).toEqual([[2, 0.25]])
  })

  test('the finished model: its best score, its importances from the greatest down, its file', async () => {
    const integration = new XgboostIntegration(runs().open())
    integration.getCallback().afterTraining({
      best_iteration: 1,
      best_score: scalar(0.25),
      feature_importance: { age: 3, height: scalar(5) },
      model_file: __filename,
    })
    expect(integration.run.summary).toMatchObject({ best_score: 0.25, best_iteration: 1 })
    const media = (await runs().records(integration.run)).find(record => record.kind === 'media')
    expect(media).toMatchObject({ key: 'feature_importance', type: 'plot' })
    expect(integration.run.useArtifact(`model-${integration.run.id}:latest`).files()).toEqual(['xgboost.test.ts'])
  })
})
