import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeIntegration } from '../../../../test/contracts/integration.ts'
import { runFolderPerTest } from '../../../../test/fixtures/run-folder-per-test.ts'
import { definition, TransformersIntegration } from './transformers.ts'

describeIntegration('transformers', {
  definition,
  calls: {
    on_init_end: [{ output_dir: 'out', learning_rate: 5e-5 }, { global_step: 0 }],
    on_train_begin: [{ learning_rate: 5e-5 }, { global_step: 0 }, { model_type: 'bert', parameters: 100 }],
    on_epoch_begin: [{ global_step: 0 }],
    on_step_begin: [{ global_step: 0 }],
    on_step_end: [{ global_step: 1 }],
    on_log: [
      { global_step: 1, epoch: 0.5 },
      { loss: 1, learning_rate: 5e-5, epoch: 0.5 },
    ],
    on_evaluate: [{ global_step: 1, epoch: 0.5 }, { eval_loss: 2 }],
    on_predict: [{ global_step: 1 }, { test_loss: 3 }],
    on_save: [{ global_step: 1, epoch: 0.5 }, join(__dirname, '..', 'text')],
    on_epoch_end: [{ global_step: 1 }],
    on_train_end: [{ global_step: 1, best_metric: 2, total_flos: 10 }],
  },
  refused: {
    on_init_end: { args: [], field: 'args' },
    on_log: { args: [{}, 'loss'], field: 'logs' },
    on_save: { args: [{}, 7], field: 'checkpoint' },
  },
})

describe('transformers', () => {
  const runs = runFolderPerTest()

  test('names are rewritten as every tracker of Transformers has them; the epoch is a fraction', async () => {
    const integration = new TransformersIntegration(runs().open())
    const callback = integration.getCallback()
    callback.onLog(
      { global_step: 10, epoch: 0.25 },
      { loss: 2, grad_norm: NaN, eval_accuracy: 0.5, test_f1: 1, evaluate_me: 7, epoch: 0.25 },
    )
    const metrics = (await runs().records(integration.run)).filter(record => record.kind === 'metric')
    expect(metrics.map(({ key, step, value, epoch }) => [key, step, value, epoch])).toEqual([
      ['train/loss', 10, 2, 0.25],
      ['train/grad_norm', 10, NaN, 0.25],
      ['eval/accuracy', 10, 0.5, 0.25],
      ['test/f1', 10, 1, 0.25],
      ['train/evaluate_me', 10, 7, 0.25],
    ])
  })

  test('trap 23: a Trainer tells each evaluation twice, and it is logged once; what only on_evaluate tells is logged', async () => {
    const integration = new TransformersIntegration(runs().open())
    const callback = integration.getCallback()
    for (const step of [10, 20]) {
      callback.onLog({ global_step: step }, { eval_loss: step })
      callback.onEvaluate({ global_step: step }, { eval_loss: step, eval_extra: 1, epoch: 1 })
    }
    expect(await runs().points(integration.run, 'eval/loss')).toEqual([
      [10, 10],
      [20, 20],
    ])
    expect(await runs().points(integration.run, 'eval/extra')).toEqual([
      [10, 1],
      [20, 1],
    ])
  })

  test('trap 4: each checkpoint folder is a version; last and best move', async () => {
    const { run } = save([1, 2, 3], 2)
    const name = `checkpoint-${run.id}`
    expect(run.useArtifact(`${name}:last`)).toMatchObject({
      version: 'v2',
      metadata: { file: 'checkpoint-3', epoch: 3 },
    })
    expect(run.useArtifact(`${name}:best`)).toMatchObject({ version: 'v1', metadata: { file: 'checkpoint-2' } })
    expect(run.useArtifact(`${name}:best`).files()).toEqual(['model.bin'])
  })

  test('checkpoints: false keeps none', async () => {
    const { run } = save([1], 1, { checkpoints: false })
    expect((await runs().records(run)).map(record => record.kind)).not.toContain('artifact')
  })

  /** A training that saves after some steps, the best model at one of them. */
  function save(steps: number[], best: number, options = {}): TransformersIntegration {
    const integration = new TransformersIntegration(runs().open(), options)
    const callback = integration.getCallback()
    callback.onInitEnd({ output_dir: runs().dir })
    const folder = (step: number) => join(runs().dir, `checkpoint-${step}`)
    for (const step of steps) {
      mkdirSync(folder(step))
      writeFileSync(join(folder(step), 'model.bin'), `weights ${step}`)
      callback.onSave({ global_step: step, epoch: step, best_model_checkpoint: folder(Math.min(step, best)) })
    }
    return integration
  }
})
