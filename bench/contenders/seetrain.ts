import { setTimeout as delay } from 'node:timers/promises'
import * as seetrain from 'seetrain'
import { float32Losses, losses, MASK, type Contender, type StartContender } from './contender.ts'

type Loop = (run: seetrain.Run) => Contender['log']

/** A run with the defaults that a user's program gets: console capture, environment, system monitor, guard thread. */
function recording(loop: Loop, options: seetrain.InitOptions = {}): StartContender {
  return async dir => {
    const run = seetrain.init({ dir, project: 'bench', ...options })
    // the start of a run is not what is measured
    while (run.stats().records['environment'] === undefined && options.mode !== 'disabled') await delay(10)
    return { log: loop(run), drain: () => run.flush(), close: () => run.finish() }
  }
}

const logLoss: Loop = run => (from, count) => {
  for (let step = from; step < from + count; step++) run.log({ loss: losses[step & MASK] }, { step })
}

export const runLog = recording(logLoss)
export const everyRecord = recording(logLoss, { settings: { durability: 'record' } })
export const power = recording(logLoss, { settings: { durability: 'power' } })
export const disabled = recording(logLoss, { mode: 'disabled' })

export const float32 = recording(run => (from, count) => {
  for (let step = from; step < from + count; step++) run.log({ loss: float32Losses[step & MASK] }, { step })
})

export const moduleLog = recording(() => (from, count) => {
  for (let step = from; step < from + count; step++) seetrain.log({ loss: losses[step & MASK] }, { step })
})

export const logScalar = recording(run => (from, count) => {
  for (let step = from; step < from + count; step++) run.logScalar('loss', losses[step & MASK], { step })
})

const loss = (step: number): number => losses[step & MASK]!

export const tenKeys: StartContender = async dir => {
  const contender = await recording(run => (from, count) => {
    for (let step = from; step < from + count; step++) {
      run.log(
        {
          loss: loss(step),
          accuracy: loss(step + 1),
          'val/loss': loss(step + 2),
          'val/accuracy': loss(step + 3),
          'grad/norm': loss(step + 4),
          'grad/max': loss(step + 5),
          'weight/norm': loss(step + 6),
          lr: loss(step + 7),
          momentum: loss(step + 8),
          throughput: loss(step + 9),
        },
        { step },
      )
    }
  })(dir)
  return { ...contender, scalarsPerCall: 10 }
}
