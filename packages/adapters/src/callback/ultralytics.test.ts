import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeIntegration } from '../../../../test/contracts/integration.ts'
import { runFolderPerTest } from '../../../../test/fixtures/run-folder-per-test.ts'
import { definition, UltralyticsIntegration } from './ultralytics.ts'

const PLOT = join(__dirname, '../../../../docs/screenshots/charts.png')
const scalar = (value: number) => ({ data: Float32Array.of(value), shape: [], dtype: 'float32' })

describeIntegration('ultralytics', {
  definition,
  calls: {
    on_pretrain_routine_start: [{ args: { imgsz: 640, model: 'yolo.pt' } }],
    on_pretrain_routine_end: [{ plots: [PLOT] }],
    on_train_start: [{ args: { imgsz: 640 } }],
    on_train_epoch_start: [{ epoch: 0 }],
    on_train_batch_end: [{}],
    on_train_epoch_end: [{ epoch: 0, losses: { 'train/box_loss': scalar(1.5) }, lr: { 'lr/pg0': 0.01 } }],
    on_fit_epoch_end: [{ epoch: 0, metrics: { 'metrics/mAP50(B)': 0.5 }, fitness: scalar(0.4) }],
    on_model_save: [{ last: PLOT }],
    on_train_end: [{ plots: [PLOT], best: PLOT, last: PLOT, best_fitness: 0.4 }],
    on_val_end: [{ metrics: { 'metrics/mAP50(B)': 0.5 }, speed: { inference: 2 } }],
    on_predict_end: [{ plots: [PLOT] }],
    on_export_end: [{ file: 'model.onnx', args: { format: 'onnx' } }],
    teardown: [],
  },
  refused: {
    on_train_end: { args: [], field: 'trainer' },
    on_val_end: { args: [1], field: 'validator' },
  },
})

describe('ultralytics', () => {
  const runs = runFolderPerTest()

  test('names lose their parentheses; values belong to their epoch; facts of the model come once', async () => {
    const integration = new UltralyticsIntegration(runs().open())
    const callback = integration.getCallback()
    for (let epoch = 0; epoch < 2; epoch++) {
      callback.onTrainEpochEnd({ epoch, losses: { 'train/box_loss': 1 - epoch }, lr: { 'lr/pg0': 0.01 } })
      callback.onFitEpochEnd({ epoch, metrics: { 'metrics/mAP50-95(B)': epoch }, model_info: { 'model/GFLOPs': 8 } })
    }
    expect(await runs().points(integration.run, 'train/box_loss')).toEqual([
      [0, 1],
      [1, 0],
    ])
    expect(await runs().points(integration.run, 'metrics/mAP50-95B')).toEqual([
      [0, 0],
      [1, 1],
    ])
    expect(await runs().points(integration.run, 'model/GFLOPs')).toEqual([[0, 8]])
  })

  test('each picture is logged once, under its name', async () => {
    const integration = new UltralyticsIntegration(runs().open())
    for (let times = 0; times < 3; times++) integration.getCallback().onTrainEnd({ plots: [PLOT] })
    const media = (await runs().records(integration.run)).filter(record => record.kind === 'media')
    expect(media).toMatchObject([{ key: 'plots/charts', items: [{ caption: 'charts.png' }] }])
  })

  test('trap 4: with checkpoints, every save of last.pt is a version', async () => {
    const integration = new UltralyticsIntegration(runs().open(), { checkpoints: true })
    const last = join(runs().dir, 'last.pt')
    for (let epoch = 0; epoch < 3; epoch++) {
      writeFileSync(last, 'x'.repeat(epoch + 1))
      integration.getCallback().onModelSave({ epoch, last })
    }
    expect(integration.run.useArtifact(`checkpoint-${integration.run.id}:last`)).toMatchObject({
      version: 'v2',
      metadata: { epoch: 2 },
    })
  })
})
