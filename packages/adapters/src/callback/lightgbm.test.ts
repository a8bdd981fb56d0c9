import { describeIntegration } from '../../../../test/contracts/integration.ts'
import { runFolderPerTest } from '../../../../test/fixtures/run-folder-per-test.ts'
import { definition, LightgbmIntegration } from './lightgbm.ts'

const scalar = (value: number) => ({ data: Float64Array.of(value), shape: [], dtype: 'float64' })

describeIntegration('lightgbm', {
  definition,
  calls: {
    after_iteration: [
      { iteration: 0, params: { num_leaves: 7 }, evaluation_result_list: [['valid', 'l2', scalar(0.5), false]] },
    ],
    after_training: [
      {
        best_iteration: 1,
        best_score: scalar(0.25),
        feature_importance: { age: 3, height: scalar(5) },
        model_file: __filename,
      },
    ],
  },
  refused: { after_iteration: { args: [], field: 'env' } },
})

describe('lightgbm', () => {
  const runs = runFolderPerTest()

  test('values are named by dataset and metric, deviations of a cross validation beside; the goal is known', async () => {
    const integration = new LightgbmIntegration(runs().open())
    const callback = integration.getCallback()
    callback.afterIteration({ iteration: 0, evaluation_result_list: [['valid', 'auc', 0.5, true, 0.125]] })
    callback.afterIteration({ iteration: 1, evaluation_result_list: [['valid', 'auc', 0.75, true, null]] })
    callback.afterIteration({ iteration: 2, evaluation_result_list: null })
    expect(await runs().points(integration.run, 'valid/auc')).toEqual([
      [0, 0.5],
      [1, 0.75],
    ])
    expect(await runs().points(integration.run, 'valid/auc_std')).toEqual([[0, 0.125]])
    const definitions = (await runs().records(integration.run)).filter(record => record.kind === 'definition')
    expect(definitions).toMatchObject([{ key: 'valid/auc', goal: 'maximize' }])
  })
})
