import type { MlflowDoor } from '../mlflow-door.ts'
import type { MlflowRoutes } from '../mlflow-route.ts'
import { compareHistory, compareSteps, type MetricPoint } from '../runs/metric-points.ts'
import { invalidParameter } from '../wire/mlflow-error.ts'
import { pageOf, readPageToken } from '../wire/page-token.ts'
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
  const points = await pointsOf(door, id, query.metric_key, compareHistory)
  const { rows, ...next } = pageOf(points, from, most)
  return { metrics: rows.map(metricJson), ...next }
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
    const points = await pointsOf(door, id, key, compareHistory)
    metrics.push(...points.slice(0, most - metrics.length).map(point => ({ ...metricJson(point), run_id: id })))
  }
  return { metrics }
}

interface IntervalQuery {
  run_ids: string[]
  metric_key: string
  start_step?: number | undefined
  end_step?: number | undefined
  max_results?: number | undefined
}

async function bulkInterval(door: MlflowDoor, query: IntervalQuery): Promise<object> {
  const { run_ids: runs, metric_key: key, start_step: start, end_step: end, max_results: most = MOST_INTERVAL } = query
  checkInterval(query, most)
  const metrics: object[] = []
  for (const id of runs) findRun(door, id)
  for (const id of runs) {
    const all = await pointsOf(door, id, key, compareSteps)
    const within = start === undefined ? all : all.filter(({ step }) => step >= start && step <= end!)
    metrics.push(...sampled(within, most).map(point => ({ ...metricJson(point), run_id: id })))
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

/**
 * As many stretches of equal length as points are wanted, with the first point of the first and the last of all. The
 * stretches between give their least and their greatest value in turn, so that a chart of the sample shows the spikes;
 * where all are equal that is the first of the stretch, which MLflow takes.
 */
function sampled(points: readonly MetricPoint[], most: number): MetricPoint[] {
  if (points.length <= most) return [...points]
  if (most === 1) return [points.at(-1)!]
  const length = Math.floor(points.length / most)
  // the first stretches are longer by one
  const longer = points.length % most
  const startOf = (stretch: number): number => stretch * length + Math.min(stretch, longer)
  const taken: MetricPoint[] = [points[0]!]
  for (let stretch = 1; stretch < most - 1; stretch++)
    taken.push(extreme(points, startOf(stretch), startOf(stretch + 1), stretch % 2 === 0))
  taken.push(points.at(-1)!)
  return taken
}

function extreme(points: readonly MetricPoint[], from: number, to: number, isGreatest: boolean): MetricPoint {
  let found = points[from]!
  for (let at = from + 1; at < to; at++) {
    const { value } = points[at]!
    if (isGreatest ? value > found.value : value < found.value) found = points[at]!
  }
  return found
}

type Compare = (a: MetricPoint, b: MetricPoint) => number

/** Every point of a metric in an order, each once: what was sent again after a restart may be in the journal twice. */
async function pointsOf(door: MlflowDoor, runId: string, key: string, compare: Compare): Promise<MetricPoint[]> {
  const points = (await loggedPoints(door, runId, key)).sort(compare)
  // both orders have equal points side by side
  return points.filter((point, index) => index === 0 || compare(point, points[index - 1]!) !== 0)
}

async function loggedPoints({ parts }: MlflowDoor, runId: string, key: string): Promise<MetricPoint[]> {
  const { store, feed } = parts
  await feed.refresh(runId, LONGEST_WAIT_MS)
  const query = { runs: [runId], keys: [key] }
  const counted = await store.series({ ...query, buckets: 1 })
  const total = counted.series.reduce((sum, series) => sum + series.total, 0)
  if (total === 0) return []
  const { series } = await store.series({ ...query, buckets: total })
  return series.flatMap(({ points }) =>
    points === undefined
      ? []
      : Array.from(points.steps, (step, index) => ({
          key,
          step,
          timestamp: points.times[index]!,
          value: points.values[index]!,
        })),
  )
}
