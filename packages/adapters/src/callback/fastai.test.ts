import { describeIntegration } from '../../../../test/contracts/integration.ts'
import { runFolderPerTest } from '../../../../test/fixtures/run-folder-per-test.ts'
import { definition, FastaiIntegration } from './fastai.ts'

const scalar = (value: number) => ({ data: Float64Array.of(value), shape: [], dtype: 'float64' })

describeIntegration('fastai', {
  definition,
  calls: {
    before_fit: [{ arch: 'resnet18', bs: 64 }],
    after_batch: [{ epoch: 0, loss: scalar(2), smooth_loss: scalar(1), hypers: [{ lr: 0.1, mom: 0.9 }, { lr: 0.2 }] }],
    after_epoch: [0, ['epoch', 'train_loss', 'valid_loss', 'accuracy', 'time'], [0, 1, 2, scalar(0.5), '00:01']],
    save_model: [__filename, true],
    after_fit: [],
  },
  refused: {
    after_epoch: { args: [0, 'names', []], field: 'names' },
    save_model: { args: [''], field: 'path' },
  },
})

describe('fastai', () => {
  const runs = runFolderPerTest()

  test('trap 23: the training loss is that of the batches, once; epochs lie on the axis of the batches over all fits', async () => {
    const integration = new FastaiIntegration(runs().open())
    const callback = integration.getCallback()
    for (let fit = 0; fit < 2; fit++) {
      for (let batch = 0; batch < 3; batch++)
        callback.afterBatch({ epoch: batch / 3, smooth_loss: 1, hypers: [{ lr: 0.5 }] })
      callback.afterEpoch(0, ['epoch', 'train_loss', 'valid_loss', 'time'], [0, 1, 0.25, '00:01'])
    }
    expect((await runs().points(integration.run, 'train_loss')).map(([step]) => step)).toEqual([1, 2, 3, 4, 5, 6])
    expect(await runs().points(integration.run, 'valid_loss')).toEqual([
      [3, 0.25],
      [6, 0.25],
    ])
    expect(await runs().points(integration.run, 'lr_0')).toHaveLength(6)
    expect(integration.run.stats().rejected).toBe(0)
  })
})
