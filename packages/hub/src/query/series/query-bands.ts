import { bucketOf } from '../../store/bucket-of.ts'
import type { StoreReader } from '../../store/store.ts'
import { querySeries, type SeriesRequest } from './query-series.ts'
import type { SeriesColumns } from './series-columns.ts'

export interface BandsRequest extends Omit<SeriesRequest, 'runs' | 'source'> {
  groups: readonly { name: string; runs: readonly string[] }[]
}

export interface Band {
  group: string
  key: string
  /** Runs of the group that have the key. */
  runs: number
  columns: { [name: string]: Float64Array }
}

export interface BandsAnswer {
  from: number
  to: number
  bands: Band[]
}

/** For each group and key, how the runs lie in equal parts of one range. A run counts once in a part, by its mean there. */
export async function queryBands(store: StoreReader, request: BandsRequest): Promise<BandsAnswer> {
  const { groups, ...rest } = request
  const runs = [...new Set(groups.flatMap(group => group.runs))]
  const { from, to } = await rangeOf(store, { ...rest, runs })
  const series = await querySeries(store, { ...rest, runs, from, to })
  const bands = groups.flatMap(({ name, runs }) =>
    request.keys.flatMap(key => {
      const members = series.filter(entry => entry.key === key && runs.includes(entry.runId))
      return members.length === 0 ? [] : [bandOf(name, key, members, { from, to, buckets: request.buckets })]
    }),
  )
  return { from, to, bands }
}

// the parts must be the same for all runs, also where each has a start of its own
async function rangeOf(store: StoreReader, request: SeriesRequest): Promise<{ from: number; to: number }> {
  if (request.from !== undefined && request.to !== undefined) return { from: request.from, to: request.to }
  const rough = await querySeries(store, { ...request, buckets: 1 })
  const from = request.from ?? Math.min(...rough.map(entry => entry.from))
  const to = request.to ?? Math.max(...rough.map(entry => entry.to))
  return Number.isFinite(from) && Number.isFinite(to) ? { from, to } : { from: 0, to: 0 }
}

interface Cut {
  from: number
  to: number
  buckets: number
}

/** What one run has in one part. */
interface Share {
  sum: number
  count: number
  min: number
  max: number
}

function bandOf(group: string, key: string, members: readonly SeriesColumns[], cut: Cut): Band {
  const shares = new Map<string, Map<number, Share>>()
  for (const member of members) {
    const ofRun = shares.get(member.runId) ?? new Map<number, Share>()
    shares.set(member.runId, ofRun)
    forEachShare(member, cut, (number, share) => addShare(ofRun, number, share))
  }
  const numbers = [...new Set([...shares.values()].flatMap(ofRun => [...ofRun.keys()]))].sort((a, b) => a - b)
  const width = (cut.to - cut.from) / cut.buckets
  const rows = numbers.map(number => spread([...shares.values()].flatMap(ofRun => ofRun.get(number) ?? [])))
  const column = (of: (row: Spread) => number): Float64Array => Float64Array.from(rows, of)
  return {
    group,
    key,
    runs: shares.size,
    columns: {
      x: Float64Array.from(numbers, number => cut.from + width * (number + 0.5)),
      mean: column(row => row.mean),
      deviation: column(row => row.deviation),
      min: column(row => row.min),
      max: column(row => row.max),
      runs: column(row => row.runs),
    },
  }
}

function forEachShare(series: SeriesColumns, cut: Cut, give: (number: number, share: Share) => void): void {
  const { columns } = series
  if (series.form === 'points') {
    for (const [index, value] of columns['value']!.entries()) {
      if (!Number.isFinite(value)) continue
      const number = bucketOf(columns['x']![index]!, cut.from, cut.to, cut.buckets)
      give(number, { sum: value, count: 1, min: value, max: value })
    }
    return
  }
  for (const [index, mean] of columns['mean']!.entries()) {
    if (Number.isNaN(mean)) continue
    const number = bucketOf(columns['start']![index]!, cut.from, cut.to, cut.buckets)
    const count = columns['count']![index]! - nonFinite(columns, index)
    give(number, { sum: mean * count, count, min: columns['min']![index]!, max: columns['max']![index]! })
  }
}

function nonFinite(columns: SeriesColumns['columns'], index: number): number {
  const counts = [columns['nan'], columns['positiveInfinity'], columns['negativeInfinity']]
  return counts.reduce((sum, column) => sum + (column?.[index] ?? 0), 0)
}

function addShare(shares: Map<number, Share>, number: number, share: Share): void {
  const before = shares.get(number)
  if (before === undefined) return void shares.set(number, share)
  before.sum += share.sum
  before.count += share.count
  before.min = Math.min(before.min, share.min)
  before.max = Math.max(before.max, share.max)
}

interface Spread {
  runs: number
  mean: number
  deviation: number
  min: number
  max: number
}

function spread(shares: readonly Share[]): Spread {
  const means = shares.map(({ sum, count }) => sum / count)
  const mean = means.reduce((sum, value) => sum + value, 0) / means.length
  const squares = means.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return {
    runs: means.length,
    mean,
    // of a sample: one run alone has none
    deviation: means.length < 2 ? 0 : Math.sqrt(squares / (means.length - 1)),
    min: Math.min(...shares.map(share => share.min)),
    max: Math.max(...shares.map(share => share.max)),
  }
}
