import type { MlflowDoor } from '../mlflow-door.ts'
import { TRACE_GRAMMAR } from '../search/grammar.ts'
import { parseFilter } from '../search/parse-filter.ts'
import { doubleToJson } from '../wire/read-fields.ts'
import { matchingTraces, tracesOf } from './search-traces.ts'

export interface CorrelationQuery {
  experiment_ids: string[]
  filter_string1: string
  filter_string2: string
  base_filter?: string | undefined
}

/** How far traces that meet one filter meet another: normalized pointwise mutual information, from -1 to 1. */
export async function correlateTraces(door: MlflowDoor, query: CorrelationQuery): Promise<object> {
  const [base, first, second] = [query.base_filter, query.filter_string1, query.filter_string2].map(filter =>
    parseFilter(filter, TRACE_GRAMMAR),
  )
  const all = await matchingTraces(door, tracesOf(door, query.experiment_ids), base!)
  const withFirst = await matchingTraces(door, all, first!)
  const withSecond = await matchingTraces(door, all, second!)
  const ids = new Set(withFirst.map(([id]) => id))
  const counts: Counts = {
    total: all.length,
    first: withFirst.length,
    second: withSecond.length,
    both: withSecond.filter(([id]) => ids.has(id)).length,
  }
  return {
    npmi: doubleToJson(counts.both === 0 && isKnown(counts) ? -1 : mutualInformation(counts)),
    npmi_smoothed: doubleToJson(mutualInformation(counts, JEFFREYS)),
    filter1_count: counts.first,
    filter2_count: counts.second,
    joint_count: counts.both,
    total_count: counts.total,
  }
}

interface Counts {
  total: number
  first: number
  second: number
  both: number
}

/** What is added to each of the four cells, so that a few traces do not say too much. */
const JEFFREYS = 0.5

function isKnown({ first, second }: Counts): boolean {
  return first > 0 && second > 0
}

function mutualInformation(counts: Counts, added = 0): number {
  if (!isKnown(counts)) return Number.NaN
  // both filters hold everywhere: the logarithm below would be 0
  if (counts.both === counts.total) return 1
  const [total, both] = [counts.total + 4 * added, counts.both + added]
  const [first, second] = [counts.first + 2 * added, counts.second + 2 * added]
  if (both === 0) return Number.NaN
  const npmi = Math.log((both * total) / (first * second)) / -Math.log(both / total)
  return Math.max(-1, Math.min(1, npmi))
}
