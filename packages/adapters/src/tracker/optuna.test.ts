import { describeIntegration } from '../../../../test/contracts/integration.ts'
import { runFolderPerTest } from '../../../../test/fixtures/run-folder-per-test.ts'
import { runsBeside } from '../../../../test/fixtures/runs-beside.ts'
import { definition, OptunaIntegration, type OptunaStudy } from './optuna.ts'

const STUDY: OptunaStudy = { study_name: 'mnist', directions: ['MAXIMIZE'] }

describeIntegration('optuna', {
  definition,
  calls: {
    optimize: [{ study_name: 'mnist', directions: ['MINIMIZE'], metric_names: null }],
    ask: [{ number: 0, params: { lr: 0.1 } }],
    report: [0, { data: Float64Array.of(0.5), shape: [], dtype: 'float64' }, 1],
    tell: [
      STUDY,
      { number: 0, state: 'COMPLETE', params: { lr: 0.1 }, values: [0.25], intermediate_values: { 1: 0.5 } },
    ],
  },
  refused: {
    ask: { args: [0], field: 'trial' },
    report: { args: [0, 0.5], field: 'step' },
    tell: { args: [{}, null], field: 'trial' },
  },
})

describe('optuna', () => {
  const runs = runFolderPerTest()

  const study = (name = 'study') => new OptunaIntegration(runs().open({ experimentName: name }))

  test('each trial is a run in the group of the study: parameters, every intermediate value once, the value, its state', async () => {
    const integration = study()
    const tracker = integration.getTracker()
    tracker.ask({ number: 0, params: { lr: 0.1 } })
    tracker.report(0, 0.5, 10)
    await tracker.tell(STUDY, {
      number: 0,
      state: 'COMPLETE',
      params: { lr: 0.1, layers: 2 },
      values: [0.75],
      intermediate_values: { 10: 0.5, 20: 0.625 },
      duration: 1.5,
    })
    const trial = runsBeside(integration.run).get('study-trial-0') ?? []
    expect(trial[0]).toMatchObject({ kind: 'open', group: 'study', jobType: 'trial', project: 'tests' })
    const points = trial.flatMap(record => (record.kind === 'metric' ? [[record.key, record.step, record.value]] : []))
    expect(points).toEqual([
      ['intermediate_value', 10, 0.5],
      ['intermediate_value', 20, 0.625],
      ['value', 0, 0.75],
    ])
    expect(trial.at(-1)).toMatchObject({ kind: 'end', state: 'finished' })
    const config = Object.assign({}, ...trial.flatMap(record => (record.kind === 'config' ? [record.set] : [])))
    expect(config).toMatchObject({
      lr: 0.1,
      layers: 2,
      frameworks: ['optuna'],
      optuna: { state: 'COMPLETE', duration: 1.5 },
    })
  })

  test('the study has the value and the best so far at the number of each trial; pruned and failed ones have none there', async () => {
    const integration = study()
    const tracker = integration.getTracker()
    const values = [0.5, 0.75, 0.625]
    for (const [number, value] of values.entries())
      await tracker.tell({ ...STUDY, best_trial: Math.min(number, 1) }, { number, state: 'COMPLETE', values: [value] })
    await tracker.tell(STUDY, { number: 3, state: 'PRUNED', values: [9], intermediate_values: { 0: 9 } })
    await tracker.tell(STUDY, { number: 4, state: 'FAIL', values: null })
    expect(await runs().points(integration.run, 'value')).toEqual(values.map((value, number) => [number, value]))
    expect((await runs().points(integration.run, 'best_value')).map(([, value]) => value)).toEqual([0.5, 0.75, 0.75])
    expect(integration.run.config['study']).toMatchObject({ study_name: 'mnist', best_trial: 1 })
    const trials = runsBeside(integration.run)
    expect(trials.get('study-trial-3')).toContainEqual(expect.objectContaining({ kind: 'edit', tags: ['pruned'] }))
    expect(trials.get('study-trial-4')?.at(-1)).toMatchObject({ kind: 'end', state: 'failed' })
  })

  test('several objectives are values of their own, with their names and goals', async () => {
    const integration = study()
    const many = { directions: ['MINIMIZE', 'MAXIMIZE'] as const, metric_names: ['loss', 'accuracy'] }
    const told = { ...many, directions: [...many.directions] }
    await integration.getTracker().tell(told, { number: 0, state: 'COMPLETE', values: [0.25, 0.5] })
    expect(await runs().points(integration.run, 'loss')).toEqual([[0, 0.25]])
    expect(await runs().points(integration.run, 'accuracy')).toEqual([[0, 0.5]])
    const goals = (await runs().records(integration.run)).flatMap(record =>
      record.kind === 'definition' ? [record.goal] : [],
    )
    expect(goals).toEqual(['minimize', 'maximize'])
  })

  test('the end of the study ends the trials that nobody told about, as killed', async () => {
    const integration = study()
    integration.getTracker().ask({ number: 7 })
    await integration.finish()
    expect(runsBeside(integration.run).get('study-trial-7')?.at(-1)).toMatchObject({ kind: 'end', state: 'killed' })
    expect(integration.run.state).toBe('finished')
  })
})
