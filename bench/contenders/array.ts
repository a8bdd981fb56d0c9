import { losses, MASK, type StartContender } from './contender.ts'

const CAPACITY = 2 ** 21

/** The least that a program can do to keep a step, a value and its time. */
export const withClock: StartContender = () => {
  const steps = new Float64Array(CAPACITY)
  const values = new Float64Array(CAPACITY)
  const times = new Float64Array(CAPACITY)
  return {
    log(from, count) {
      for (let step = from; step < from + count; step++) {
        steps[step] = step
        values[step] = losses[step & MASK]!
        times[step] = Date.now()
      }
    },
  }
}

/** The same without reading the clock. */
export const withoutClock: StartContender = () => {
  const steps = new Float64Array(CAPACITY)
  const values = new Float64Array(CAPACITY)
  return {
    log(from, count) {
      for (let step = from; step < from + count; step++) {
        steps[step] = step
        values[step] = losses[step & MASK]!
      }
    },
  }
}
