import type { RunFilter } from '../../store/run-query.ts'
import type { SeriesQuery } from '../../store/series-query.ts'
import type { StoreReader } from '../../store/store.ts'
import { placeByMetric } from './by-metric.ts'
import { columnsOf, type SeriesColumns } from './series-columns.ts'
import { stepsWithin, type StepRange } from './steps-within.ts'

export interface SeriesRequest {
  runs: readonly string[]
  keys: readonly string[]
  source?: 'metric' | 'system'
  /** `step`, `time`, `relative`, `epoch` or `metric:<key>`. */
  axis: string
  from?: number | undefined
  to?: number | undefined
  buckets: number
}

/** Series on the axis that the request names. */
export function querySeries(store: StoreReader, request: SeriesRequest): Promise<SeriesColumns[]> {
  if (request.axis === 'relative') return seriesSinceStart(store, request)
  if (request.axis.startsWith('metric:')) return seriesByMetric(store, request, request.axis.slice('metric:'.length))
  return seriesOf(store, request, request.axis as 'step' | 'time' | 'epoch')
}

async function seriesOf(
  store: StoreReader,
  request: SeriesRequest,
  axis: 'step' | 'time' | 'epoch',
  origin = 0,
): Promise<SeriesColumns[]> {
  const { runs, keys, source, from, to, buckets } = request
  const query: SeriesQuery = {
    runs,
    keys,
    axis,
    buckets,
    ...(source !== undefined && { source }),
    ...(from !== undefined && { from: from + origin }),
    ...(to !== undefined && { to: to + origin }),
  }
  const answer = await store.series(query)
  return answer.series.map(series => columnsOf(series, answer, axis, origin))
}

// each run has a start of its own
async function seriesSinceStart(store: StoreReader, request: SeriesRequest): Promise<SeriesColumns[]> {
  const starts = await startsOf(store, request.runs)
  const perRun = request.runs.map(async runId =>
    starts.has(runId) ? seriesOf(store, { ...request, runs: [runId] }, 'time', starts.get(runId)) : [],
  )
  return (await Promise.all(perRun)).flat()
}

// the stretches of steps where the other metric is in the range are of each run's own
async function seriesByMetric(store: StoreReader, request: SeriesRequest, xKey: string): Promise<SeriesColumns[]> {
  const { from, to } = request
  if (from === undefined && to === undefined) return placedByMetric(store, request, xKey, {})
  const perRun = request.runs.map(async runId => {
    const ofRun = { ...request, runs: [runId] }
    const look = (steps: StepRange): Promise<SeriesColumns[]> =>
      seriesOf(store, { ...ofRun, keys: [xKey], from: undefined, to: undefined, ...steps }, 'step')
    return placedByMetric(store, ofRun, xKey, await stepsWithin(look, from, to))
  })
  return (await Promise.all(perRun)).flat()
}

async function placedByMetric(
  store: StoreReader,
  { from = -Infinity, to = Infinity, ...request }: SeriesRequest,
  xKey: string,
  steps: StepRange,
): Promise<SeriesColumns[]> {
  const keys = [...new Set([...request.keys, xKey])]
  const found = await seriesOf(store, { ...request, ...steps, keys }, 'step')
  const others = new Map(found.filter(({ key }) => key === xKey).map(series => [placeOf(series), series]))
  return found.flatMap(series => {
    const other = others.get(placeOf(series))
    return request.keys.includes(series.key) && other !== undefined ? [placeByMetric(series, other, from, to)] : []
  })
}

function placeOf({ runId, writer }: SeriesColumns): string {
  return `${runId} ${writer}`
}

/** When each run began, of those that exist. */
export async function startsOf(store: StoreReader, runs: readonly string[]): Promise<Map<string, number>> {
  const ids: RunFilter[] = runs.map(value => ({ field: { of: 'run', name: 'id' }, is: '=', value }))
  const { rows } = await store.runs({ filter: { any: ids }, deleted: 'include', limit: runs.length })
  return new Map(rows.map(({ id, createdAt }) => [id, createdAt]))
}
