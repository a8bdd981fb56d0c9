import type { JournalBatch } from './batch.ts'

/** The latest time that a batch speaks of; -Infinity when it speaks of none. */
export function latestTime({ records, series }: JournalBatch): number {
  let latest = -Infinity
  const see = (time: number): void => {
    if (time > latest) latest = time
  }
  for (const record of records) {
    see(record.time)
    if (record.kind === 'span') see(record.endTime)
  }
  for (const { times, count } of series) for (let at = 0; at < count; at++) see(times[at]!)
  return latest
}
