import { describeIntegration } from '../../../../test/contracts/integration.ts'
import { runFolderPerTest } from '../../../../test/fixtures/run-folder-per-test.ts'
import { definition, KerasIntegration } from './keras.ts'

const scalar = (value: number) => ({ data: Float64Array.of(value), shape: [], dtype: 'float64' })

describeIntegration('keras', {
  definition,
  calls: {
    set_params: [{ verbose: 1, epochs: 2, steps: 4 }],
    set_model: [
      { name: 'sequential', summary: 'Model: "sequential"', optimizer: { name: 'adam', learning_rate: 0.1 } },
    ],
    on_train_begin: [null],
    on_epoch_begin: [0, {}],
    on_train_batch_begin: [0],
    on_train_batch_end: [0, { loss: 1, accuracy: 0.5 }],
    on_test_begin: [],
    on_test_batch_begin: [0],
    on_test_batch_end: [0, { loss: 2 }],
    on_test_end: [{ loss: 2 }],
    on_epoch_end: [0, { loss: 0.5, val_loss: 0.75 }, scalar(0.1)],
    on_train_end: [{ loss: 0.5 }],
    on_predict_begin: [],
    on_predict_batch_begin: [0],
    on_predict_batch_end: [0, {}],
    on_predict_end: [],
  },
  refused: {
    set_params: { args: [], field: 'params' },
    set_model: { args: ['model'], field: 'model' },
    on_epoch_end: { args: ['first', {}], field: 'epoch' },
    on_train_batch_end: { args: [0.5, {}], field: 'batch' },
  },
})

describe('keras', () => {
  const runs = runFolderPerTest()

  test('an epoch has the names that Keras gives, batches a group of their own over all epochs', async () => {
    const integration = new KerasIntegration(runs().open())
    const callback = integration.getCallback()
    callback.onTrainBegin()
    for (let epoch = 0; epoch < 2; epoch++) {
      callback.onEpochBegin(epoch)
      for (let batch = 0; batch < 2; batch++) callback.onTrainBatchEnd(batch, { loss: batch })
      callback.onEpochEnd(epoch, { loss: 1 / (epoch + 1), val_loss: scalar(0.5) }, scalar(0.25))
    }
    expect(await runs().points(integration.run, 'loss')).toEqual([
      [0, 1],
      [1, 0.5],
    ])
    expect(await runs().points(integration.run, 'val_loss')).toEqual([
      [0, 0.5],
      [1, 0.5],
    ])
    expect(await runs().points(integration.run, 'learning_rate')).toEqual([
      [0, 0.25],
      [1, 0.25],
    ])
    expect(await runs().points(integration.run, 'batch/loss')).toEqual([
      [0, 0],
      [1, 1],
      [2, 0],
      [3, 1],
    ])
  })

  test('trap 23: what a validation within training says is said once, by the epoch; evaluate on its own is the test', async () => {
    const integration = new KerasIntegration(runs().open())
    const callback = integration.getCallback()
    callback.onTrainBegin()
    callback.onTestEnd({ loss: 2 })
    callback.onTrainEnd()
    callback.onTestEnd({ loss: 3 })
    expect(await runs().points(integration.run, 'test/loss')).toEqual([[0, 3]])
  })

  test.each([
    [0, []],
    [3, [0, 3]],
  ])('batchEvery %p', async (batchEvery, steps) => {
    const integration = new KerasIntegration(runs().open(), { batchEvery })
    for (let batch = 0; batch < 5; batch++) integration.getCallback().onTrainBatchEnd(batch, { loss: 1 })
    expect((await runs().points(integration.run, 'batch/loss')).map(([step]) => step)).toEqual(steps)
    expect(() => new KerasIntegration(runs().open(), { batchEvery: -1 })).toThrow('batchEvery: got the number -1')
  })
})
