import { describeIntegration } from '../../../../test/contracts/integration.ts'
import { runFolderPerTest } from '../../../../test/fixtures/run-folder-per-test.ts'
import { definition, SklearnIntegration } from './sklearn.ts'

const scalar = (value: number) => ({ data: Float64Array.of(value), shape: [], dtype: 'float64' })
const array = (values: number[]) => ({ data: Float64Array.from(values), shape: [values.length], dtype: 'float64' })

describeIntegration('sklearn', {
  definition,
  calls: {
    setup: [{ name: 'LogisticRegression', params: { C: 1, solver: 'lbfgs' } }, { task_name: 'fit' }],
    on_fit_task_begin: [{ name: 'LogisticRegression' }, { task_name: 'lbfgs-iter', task_id: 0 }],
    on_fit_task_end: [
      { name: 'LogisticRegression' },
      { task_name: 'lbfgs-iter', task_id: 0 },
      { accuracy: scalar(0.5) },
    ],
    log_scores: [{ f1: 0.75 }, 1],
    log_search: [
      { params: [{ C: 1 }, { C: 2 }], mean_test_score: array([0.5, 0.75]), rank_test_score: [2, 1] },
      { params: { C: 2 }, score: scalar(0.75), index: 1 },
    ],
    log_evaluation: [
      'validation',
      { labels: [0, 1, 1], predictions: array([0, 1, 0]), probabilities: [0.1, 0.9, 0.4] },
    ],
    teardown: [{ name: 'LogisticRegression' }],
  },
  refused: {
    setup: { args: [], field: 'estimator' },
    on_fit_task_end: { args: [{}], field: 'context' },
    log_evaluation: { args: ['', {}], field: 'name' },
  },
})

describe('sklearn', () => {
  const runs = runFolderPerTest()

  test('scores of a task lie at its number; parameters below the name of their estimator', async () => {
    const integration = new SklearnIntegration(runs().open())
    const callback = integration.getCallback()
    callback.setup({ name: 'Pipeline', params: { steps: [['scale', { with_mean: true }]], memory: null } })
    for (let id = 0; id < 3; id++)
      callback.onFitTaskEnd({ name: 'Pipeline' }, { task_name: 'step', task_id: id }, { score: id })
    expect(integration.run.config['Pipeline']).toMatchObject({ memory: null })
    expect(await runs().points(integration.run, 'Pipeline/step/score')).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
    ])
  })

  test('a search is a table, a curve of means and the best parameters', async () => {
    const integration = new SklearnIntegration(runs().open())
    integration
      .getCallback()
      .logSearch(
        { param_C: [1, 2], params: [{ C: 1 }, { C: 2 }], mean_test_score: array([0.5, 0.75]) },
        { params: { C: 2 }, score: 0.75, index: 1 },
      )
    expect(integration.run.config).toMatchObject({ best_params: { C: 2 } })
    expect(await runs().points(integration.run, 'search/mean_test_score')).toEqual([
      [0, 0.5],
      [1, 0.75],
    ])
    expect(await runs().points(integration.run, 'best_score')).toEqual([[1, 0.75]])
    const table = (await runs().records(integration.run)).find(record => record.kind === 'media')
    expect(table).toMatchObject({ key: 'search/results', items: [{ details: { rows: 2 } }] })
  })

  test('an evaluation without probabilities has the matrix alone', async () => {
    const integration = new SklearnIntegration(runs().open())
    integration.getCallback().logEvaluation('test', { labels: ['cat', 'dog'], predictions: ['cat', 'cat'] })
    const media = (await runs().records(integration.run)).filter(record => record.kind === 'media')
    expect(media.map(({ key }) => key)).toEqual(['test/confusion_matrix'])
  })
})
