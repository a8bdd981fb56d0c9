import { setTimeout as delay } from 'node:timers/promises'
import * as seetrain from 'seetrain'
import { losses, MASK, type StartContender } from './contender.ts'

type Integration<Id extends string> = seetrain.IntegrationFor<Id>
/** Tells one loss, as the framework does. */
type Tell = (step: number, loss: number) => void

/** An integration with the defaults of a user's program. */
function telling<Id extends string>(framework: Id, start: (integration: Integration<Id>) => Tell): StartContender {
  return async dir => {
    const options = { dir, project: 'bench' } as never
    const integration = seetrain.init(framework, options)
    const { run } = integration
    while (run.stats().records['environment'] === undefined) await delay(10)
    const tell = start(integration)
    return {
      log: (from, count) => {
        for (let step = from; step < from + count; step++) tell(step, losses[step & MASK]!)
      },
      drain: () => run.flush(),
      close: () => integration.finish(),
    }
  }
}

export const accelerate = telling('accelerate', integration => {
  const tracker = integration.getTracker()
  return (step, loss) => tracker.log({ loss }, step)
})
export const catboost = telling('catboost', integration => {
  const callback = integration.getCallback()
  return (iteration, loss) => callback.afterIteration({ iteration, metrics: { learn: { RMSE: [loss] } } })
})
export const fastai = telling('fastai', integration => {
  const callback = integration.getCallback()
  return (_, loss) => callback.afterBatch({ smooth_loss: loss })
})
export const keras = telling('keras', integration => {
  const callback = integration.getCallback()
  return (step, loss) => callback.onTrainBatchEnd(step, { loss })
})
export const lightgbm = telling('lightgbm', integration => {
  const callback = integration.getCallback()
  return (iteration, loss) =>
    callback.afterIteration({ iteration, evaluation_result_list: [['valid', 'l2', loss, false]] })
})
export const mlflow = telling('mlflow', integration => {
  const backend = integration.getBackend()
  return (step, loss) => backend.logMetric('loss', loss, step)
})
export const mmdetection = telling('mmdetection', integration => {
  const backend = integration.getBackend()
  return (step, loss) => backend.addScalars({ loss }, step)
})
export const mmengine = telling('mmengine', integration => {
  const backend = integration.getBackend()
  return (step, loss) => backend.addScalars({ loss, step })
})
export const pytorch_lightning = telling('pytorch_lightning', integration => {
  const logger = integration.getCallback()
  return (step, loss) => logger.logMetrics({ loss, epoch: 0 }, step)
})
export const sklearn = telling('sklearn', integration => {
  const callback = integration.getCallback()
  return (step, loss) => callback.logScores({ loss }, step)
})
export const stable_baselines3 = telling('stable_baselines3', integration => {
  const callback = integration.getCallback()
  return (step, loss) => callback.write({ 'train/loss': loss }, {}, step)
})
export const tensorboard = telling('tensorboard', integration => {
  const writer = integration.writer('runs')
  return (step, loss) => writer.addScalar('loss', loss, step)
})
// by its hook: the callback itself is one of TensorFlow.js, whose own work would be measured
export const tfjs = telling('tfjs', integration => (step, loss) => {
  integration.callHook('onBatchEnd', [step, { loss }])
})
export const transformers = telling('transformers', integration => {
  const callback = integration.getCallback()
  return (step, loss) => callback.onLog({ global_step: step, epoch: 0 }, { loss })
})
export const ultralytics = telling('ultralytics', integration => {
  const callback = integration.getCallback()
  return (epoch, loss) => callback.onTrainEpochEnd({ epoch, losses: { 'train/box_loss': loss } })
})
export const wandb = telling('wandb', integration => {
  const tracker = integration.getTracker()
  return (_, loss) => tracker.log({ loss })
})
export const xgboost = telling('xgboost', integration => {
  const callback = integration.getCallback()
  return (epoch, loss) => callback.afterIteration(epoch, { train: { rmse: loss } })
})

const trial = { trial_id: 'one' }
export const ray_tune = telling('ray_tune', integration => {
  const tracker = integration.getTracker()
  return (step, loss) => tracker.logTrialResult(step, trial, { loss })
})
export const optuna = telling('optuna', integration => {
  const tracker = integration.getTracker()
  return (step, loss) => tracker.report(0, loss, step)
})

/** By the hook's name, with a NumPy scalar as it comes from another process. */
export const byName = telling('pytorch_lightning', integration => (step, loss) => {
  const scalar = { data: Float64Array.of(loss), shape: [], dtype: 'float64' }
  integration.callHook('log_metrics', [{ loss: scalar, epoch: 0 }, step])
})
