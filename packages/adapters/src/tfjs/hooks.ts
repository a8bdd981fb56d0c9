import type { HookTable } from '@seetrain/core'
import { hook } from '../hooks/hook.ts'

/** What TensorFlow.js calls on a callback, and what is told of its early stopping. */
export const hooks: HookTable = {
  setParams: hook('setParams', 'Keeps the arguments of the training, for the config.', { params: 'object' }),
  setModel: hook('setModel', 'Keeps the model that is trained.', { model: 'object' }),
  onTrainBegin: hook('onTrainBegin', 'Writes model, optimizer, loss and arguments into the config.', {
    logs: 'object?',
  }),
  onTrainEnd: hook('onTrainEnd', 'Logs what is in memory.', { logs: 'object?' }),
  onEpochBegin: hook('onEpochBegin', 'Remembers the epoch.', { epoch: 'step', logs: 'object?' }),
  onEpochEnd: hook('onEpochEnd', 'Logs the metrics of the epoch, and the learning rate.', {
    epoch: 'step',
    logs: 'object?',
  }),
  onBatchEnd: hook('onBatchEnd', 'Logs the metrics of the batch as `batch/…`.', { batch: 'step', logs: 'object?' }),
  onYield: hook('onYield', 'Logs what is in memory.', { epoch: 'step?', batch: 'step?', logs: 'object?' }),
  onEarlyStopping: hook(
    'onEarlyStopping',
    'Logs how near early stopping is. `state`: `monitor`, `patience`, `wait`, `best`, `stoppedEpoch`.',
    { epoch: 'step', state: 'object' },
  ),
}
