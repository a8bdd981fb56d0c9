import type { Clock } from '@seetrain/core'

/** What a call records bears the time of the call, not that of its arrival. */
export function callClock(clock: Clock, callTime: () => number | undefined): Clock {
  return { now: () => callTime() ?? clock.now(), setTimer: (...timer) => clock.setTimer(...timer) }
}
