import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { captureDiag } from '@seetrain/core/testing'
import { describeIntegration } from '../../../../test/contracts/integration.ts'
import { RunFolder } from '../../../../test/fixtures/run-folder.ts'
import { runsBeside } from '../../../../test/fixtures/runs-beside.ts'
import { definition, RayTuneIntegration } from './ray-tune.ts'

const TRIAL = { trial_id: 'a1', name: 'train_a1', config: { lr: 0.1, net: { layers: 2 } }, experiment_tag: '0_lr=0.1' }

describeIntegration('ray_tune', {
  definition,
  calls: {
    setup: [{ num_samples: 2 }],
    log_trial_start: [TRIAL],
    log_trial_result: [1, TRIAL, { training_iteration: 1, loss: 0.5 }],
    log_trial_save: [{ ...TRIAL, checkpoint: null }],
    log_trial_restore: [TRIAL],
    on_trial_error: [1, TRIAL, 'out of memory'],
    log_trial_end: [TRIAL, true],
    on_experiment_end: [],
  },
  refused: {
    log_trial_start: { args: ['a1'], field: 'trial' },
    log_trial_result: { args: [1.5, TRIAL, {}], field: 'iteration' },
    log_trial_end: { args: [TRIAL, 'yes'], field: 'failed' },
  },
})

describe('ray_tune', () => {
  let runs: RunFolder
  let release: () => void
  let integration: RayTuneIntegration

  beforeEach(() => {
    release = captureDiag(() => {})
    runs = new RunFolder()
    integration = new RayTuneIntegration(runs.open({ experimentName: 'search' }))
  })

  afterEach(async () => {
    release()
    await runs.close()
  })

  test('a result becomes the numbers of its trial at its iteration; where it ran is config; text is left out', async () => {
    const tracker = integration.getTracker()
    tracker.logTrialStart(TRIAL)
    tracker.logTrialResult(5, TRIAL, {
      training_iteration: 4,
      loss: { data: Float32Array.of(0.5), shape: [], dtype: 'float32' },
      done: false,
      time_total_s: 2,
      info: { learner: { kl: 0.25, name: 'ppo' } },
      config: { lr: 0.1 },
      pid: 7,
      hostname: 'node-1',
      date: '2026-11-21',
    })
    await tracker.logTrialEnd(TRIAL)
    const trial = runsBeside(integration.run).get('train_a1') ?? []
    expect(trial[0]).toMatchObject({ group: 'search', jobType: 'trial' })
    const points = trial.flatMap(record => (record.kind === 'metric' ? [[record.key, record.step, record.value]] : []))
    expect(points).toEqual([
      ['training_iteration', 4, 4],
      ['loss', 4, 0.5],
      ['time_total_s', 4, 2],
      ['info/learner/kl', 4, 0.25],
    ])
    const config = trial.flatMap(record => (record.kind === 'config' ? [record.set] : []))
    expect(config).toContainEqual({ ray_tune: { pid: 7, hostname: 'node-1', date: '2026-11-21' } })
    expect(config[0]).toMatchObject({ lr: 0.1, net: { layers: 2 } })
  })

  test('trials at the same time keep apart; a failed one is failed, the search goes on', async () => {
    const tracker = integration.getTracker()
    const other = { trial_id: 'b2' }
    for (const trial of [TRIAL, other]) tracker.logTrialStart(trial)
    tracker.logTrialResult(1, TRIAL, { loss: 1 })
    tracker.logTrialResult(1, other, { loss: 2 })
    await tracker.logTrialEnd(other, true)
    tracker.logTrialResult(2, TRIAL, { loss: 3 })
    await integration.finish()
    const trials = runsBeside(integration.run)
    const losses = (name: string) =>
      trials.get(name)?.flatMap(record => (record.kind === 'metric' ? [[record.step, record.value]] : []))
    expect([losses('train_a1'), losses('b2')]).toEqual([
      [
        [1, 1],
        [2, 3],
      ],
      [[1, 2]],
    ])
    expect(trials.get('b2')?.at(-1)).toMatchObject({ state: 'failed' })
    expect(trials.get('train_a1')?.at(-1)).toMatchObject({ state: 'killed' })
    expect(integration.run.state).toBe('finished')
  })

  test('trap 4: each checkpoint of a trial is a version in the run of the trial', async () => {
    const checkpoint = join(runs.dir, 'checkpoint')
    mkdirSync(checkpoint)
    writeFileSync(join(checkpoint, 'model.pt'), 'weights')
    integration.getTracker().logTrialSave({ ...TRIAL, checkpoint })
    integration.getTracker().logTrialSave({ ...TRIAL, checkpoint })
    await integration.finish()
    const kinds = runsBeside(integration.run)
      .get('train_a1')
      ?.filter(record => record.kind === 'artifact')
    expect(kinds).toMatchObject([{ type: 'checkpoint', version: 'v0', files: 1 }])
  })
})
