import type { EndRecord } from '../contracts/record.ts'
import type { FinishOptions } from '../contracts/run.ts'
import { errorInfo } from './error-info.ts'

/** How a run ended, as it was told: an error alone means that it failed. */
export function endRecord(outcome: FinishOptions, time: number, dropped: number): EndRecord {
  const { error, state = error === undefined ? 'finished' : 'failed', exitCode, signal } = outcome
  const end: EndRecord = { kind: 'end', time, state, dropped }
  if (exitCode !== undefined) end.exitCode = exitCode
  if (signal !== undefined) end.signal = signal
  if (error !== undefined) end.error = errorInfo(error)
  return end
}
