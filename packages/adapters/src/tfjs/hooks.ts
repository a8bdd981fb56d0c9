import { checkObject, checkStep, type HookTable } from '@seetrain/core'

const parseBatch = ([batch, logs]: unknown[]) => [checkStep('batch', batch), checkObject('logs', logs ?? {})]
const parseEpoch = ([epoch, logs]: unknown[]) => [checkStep('epoch', epoch), checkObject('logs', logs ?? {})]

/** What TensorFlow.js calls on a callback, and what is told of its early stopping. */
export const hooks: HookTable = {
  setParams: { method: 'setParams', parse: ([params]) => [checkObject('params', params)] },
  setModel: { method: 'setModel', parse: ([model]) => [checkObject('model', model)] },
  onTrainBegin: { method: 'onTrainBegin' },
  onTrainEnd: { method: 'onTrainEnd' },
  onEpochBegin: { method: 'onEpochBegin', parse: parseEpoch },
  onEpochEnd: { method: 'onEpochEnd', parse: parseEpoch },
  onBatchEnd: { method: 'onBatchEnd', parse: parseBatch },
  onYield: { method: 'onYield' },
  onEarlyStopping: {
    method: 'onEarlyStopping',
    parse: ([epoch, state]) => [checkStep('epoch', epoch), checkObject('state', state)],
  },
}
