import type { Clock } from '../contracts/ports.ts'
import type { Run, ThrottledLog } from '../contracts/run.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'

/** A log that lets through the first call and then every n-th, or one per time. */
export function throttledLog(run: Run, every: number | { ms: number }, clock: Clock): ThrottledLog {
  const isDue = typeof every === 'number' ? everyCalls(every) : everyTime(every, clock)
  return (values, options) => {
    if (!isDue()) return false
    run.log(values, options)
    return true
  }
}

function everyCalls(every: number): () => boolean {
  if (!Number.isSafeInteger(every) || every < 1)
    throw new InvalidArgumentError('logEvery', every, 'Pass a whole number of calls from 1, or { ms }.')
  let calls = 0
  return () => calls++ % every === 0
}

function everyTime(every: unknown, clock: Clock): () => boolean {
  const ms = typeof every === 'object' && every !== null && 'ms' in every ? every.ms : undefined
  if (typeof ms !== 'number' || !(ms > 0))
    throw new InvalidArgumentError(
      'logEvery',
      every,
      'Pass a whole number of calls from 1, or { ms } with a time above 0.',
    )
  let last = -Infinity
  return () => {
    const now = clock.now()
    // a clock that was set back must not silence the log
    if (now >= last && now - last < ms) return false
    last = now
    return true
  }
}
