import type { CallFacts } from '../../store/call-facts.ts'
import { groupBy } from '../../store/memory/group-by.ts'

/** Of calls in one stretch of time, or of all. Null where no call recorded it. */
export interface CallSums {
  calls: number
  errors: number
  inputTokens: number | null
  outputTokens: number | null
  cost: number | null
  /** Milliseconds that half of the calls, and 95 of 100, took at most; failed ones aside. */
  median: number | null
  slow: number | null
}

export interface ModelStatistics extends CallSums {
  /** `unknown` where a call names none. */
  model: string
  buckets: (CallSums & { time: number })[]
}

export interface CallStatistics {
  from: number
  to: number
  /** Milliseconds. */
  bucketWidth: number
  /** By cost, then number of calls: the dearest first. */
  models: ModelStatistics[]
}

/** Calls by model over time. Buckets without a call of the model are left out. */
export function callStatistics(calls: readonly CallFacts[], buckets: number): CallStatistics {
  const from = calls.reduce((found, { time }) => Math.min(found, time), calls[0]?.time ?? 0)
  const to = calls.reduce((found, { time }) => Math.max(found, time), from)
  const bucketWidth = roundWidth((to - from) / buckets)
  const bucketOf = ({ time }: CallFacts): number => Math.floor(time / bucketWidth) * bucketWidth
  const models = [...groupBy(calls, ({ model = 'unknown' }) => model)].map(([model, own]) => ({
    model,
    ...sumsOf(own),
    buckets: [...groupBy(own, bucketOf)]
      .map(([time, some]) => ({ time, ...sumsOf(some) }))
      .sort((one, other) => one.time - other.time),
  }))
  models.sort((one, other) => (other.cost ?? 0) - (one.cost ?? 0) || other.calls - one.calls)
  return { from, to, bucketWidth, models }
}

function sumsOf(calls: readonly CallFacts[]): CallSums {
  const durations = calls
    .filter(({ status }) => status !== 'error')
    .map(({ duration }) => duration)
    .sort((one, other) => one - other)
  return {
    calls: calls.length,
    errors: calls.filter(({ status }) => status === 'error').length,
    inputTokens: total(calls.map(({ inputTokens }) => inputTokens)),
    outputTokens: total(calls.map(({ outputTokens }) => outputTokens)),
    cost: total(calls.map(({ cost }) => cost)),
    median: rank(durations, 0.5),
    slow: rank(durations, 0.95),
  }
}

function total(values: readonly (number | undefined)[]): number | null {
  const known = values.filter(value => value !== undefined)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0)
}

function rank(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null
}

const WIDTHS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400]

/** Seconds, minutes, hours or days that people count in, so that bars stand at whole ones. */
function roundWidth(milliseconds: number): number {
  const seconds = milliseconds / 1000
  const width = WIDTHS.find(width => width >= seconds) ?? Math.ceil(seconds / 86_400) * 86_400
  return width * 1000
}
