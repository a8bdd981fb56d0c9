import type { MlflowDoor } from '../mlflow-door.ts'
import type { MlflowRoutes } from '../mlflow-route.ts'
import {
  byStep,
  byTime,
  chosen,
  pointsOf,
  readSeries,
  type MetricSeries,
  type SeriesOrder,
} from '../runs/metric-series.ts'
import { sampledPlaces } from '../runs/sampled-places.ts'
import { invalidParameter } from '../wire/mlflow-error.ts'
import { pageToken, readPageToken } from '../wire/page-token.ts'
import { wrongKind } from '../wire/read-fields.ts'
import { findRun, metricJson } from './runs.ts'

const MOST_RUNS = 100
const MOST_BULK = 25_000
const MOST_INTERVAL = 2500
/** How long a question waits for the store to take in what was just written. */
const LONGEST_WAIT_MS = 30_000

export function metricRoutes(door: MlflowDoor): MlflowRoutes {
  return {
    reads: {
      'GET metrics/get-history': ({ fields }) =>
        history(door, fields({ run_id: 'text!', metric_key: 'text!', max_results: 'integer', page_token: 'text' })),
      'GET metrics/get-history-bulk': ({ fields }) =>
        bulkHistory(door, fields({ run_id: 'texts', metric_key: 'text', max_results: 'integer' })),
      'GET metrics/get-history-bulk-interval': ({ fields }) =>
        bulkInterval(
          door,
          fields({
            run_ids: 'texts!',
            metric_key: 'text!',
            start_step: 'integer',
            end_step: 'integer',
            max_results: 'integer',
          }),
        ),
    },
  }
}

async function history(
  door: MlflowDoor,
  query: { run_id: string; metric_key: string; max_results?: number | undefined; page_token?: string | undefined },
): Promise<object> {
  const most = query.max_results ?? Number.MAX_SAFE_INTEGER
  if (most < 1)
    throw invalidParameter(`Invalid value ${most} for parameter 'max_results' supplied. It must be a positive integer.`)
  const from = readPageToken(query.page_token)
  const { id } = findRun(door, query.run_id)
  const series = await seriesOf(door, id, { metric_key: query.metric_key }, byTime)
  const to = from + most
  return {
    metrics: pointsOf(query.metric_key, series, from, to).map(metricJson),
    ...(to < series.length && { next_page_token: pageToken(to) }),
  }
}

async function bulkHistory(
  door: MlflowDoor,
  query: { run_id?: string[] | undefined; metric_key?: string | undefined; max_results?: number | undefined },
): Promise<object> {
  const { run_id: runs = [], metric_key: key } = query
  if (runs.length === 0) throw invalidParameter('GetMetricHistoryBulk request must specify at least one run_id.')
  if (runs.length > MOST_RUNS)
    throw invalidParameter(
      `GetMetricHistoryBulk request cannot specify more than ${MOST_RUNS} run_ids. Received ${runs.length} run_ids.`,
    )
  if (key === undefined) throw invalidParameter('GetMetricHistoryBulk request must specify a metric_key.')
  const metrics: object[] = []
  const most = Math.min(query.max_results ?? MOST_BULK, MOST_BULK)
  for (const id of [...runs].sort()) {
    if (metrics.length >= most || !Object.hasOwn(door.state.runs, id)) continue
    const points = pointsOf(key, await seriesOf(door, id, { metric_key: key }, byTime), 0, most - metrics.length)
    for (const point of points) metrics.push({ ...metricJson(point), run_id: id })
  }
  return { metrics }
}

interface IntervalPlace {
  metric_key: string
  start_step?: number | undefined
  end_step?: number | undefined
}

interface IntervalQuery extends IntervalPlace {
  run_ids: string[]
  max_results?: number | undefined
}

async function bulkInterval(door: MlflowDoor, query: IntervalQuery): Promise<object> {
  const { run_ids: runs, metric_key: key, max_results: most = MOST_INTERVAL } = query
  checkInterval(query, most)
  const metrics: object[] = []
  for (const id of runs) findRun(door, id)
  for (const id of runs) {
    const all = await seriesOf(door, id, query, byStep)
    const sample = chosen(all, sampledPlaces(all.values, most))
    for (const point of pointsOf(key, sample)) metrics.push({ ...metricJson(point), run_id: id })
  }
  return { metrics }
}

function checkInterval({ run_ids: runs, start_step: start, end_step: end }: IntervalQuery, most: number): void {
  const SEE_ALSO = ' See the API docs for more information about request parameters.'
  if (runs.length === 0) throw wrongKind('run_ids', runs)
  if (runs.length > MOST_RUNS)
    throw invalidParameter(
      `GetMetricHistoryBulkInterval request must specify at most ${MOST_RUNS} run_ids. Received ${runs.length} run_ids.${SEE_ALSO}`,
    )
  if (most < 1 || most > MOST_INTERVAL)
    throw invalidParameter(`max_results must be between 1 and ${MOST_INTERVAL}.${SEE_ALSO}`)
  if ((start === undefined) !== (end === undefined))
    throw invalidParameter('If either start step or end step are specified, both must be specified.')
  if (start !== undefined && start > end!)
    throw invalidParameter(`end_step must be greater than start_step. Found start_step=${start} and end_step=${end}.`)
}

/** The points of a metric, when the store has taken in what was just written. */
async function seriesOf(
  { parts }: MlflowDoor,
  run: string,
  query: IntervalPlace,
  order: SeriesOrder,
): Promise<MetricSeries> {
  await parts.feed.refresh(run, LONGEST_WAIT_MS)
  return readSeries(parts.store, { run, key: query.metric_key, from: query.start_step, to: query.end_step }, order)
}
