import { join } from 'node:path'
import { digits, verdict } from './format.ts'
import type { Beside } from './hub-ingest-rows.ts'
import { HubServer } from './hub-server.ts'
import type { MlflowServer } from './mlflow-server.ts'
import { median, range } from './statistics.ts'
import type { Row } from './table.ts'
import { writeRun } from './write-run.ts'

const RUNS = 10_000
/** Making one of its runs takes two requests. */
const MLFLOW_RUNS = 500
const METRICS = Array.from({ length: 20 }, (_, index) => `metric ${index}`)
const STEPS = 20
const AGAIN = 9

/** A page of a large table: filtered by config and metrics, sorted by a metric, with five metrics. */
export async function hubTableRows({ rounds, folder, mlflow }: Beside): Promise<Row[]> {
  const home = join(folder, 'table', '.seetrain')
  for (let index = 0; index < RUNS; index++) writeRun(plan(home, index))
  if (mlflow !== undefined) await fillMlflow(mlflow)
  await using hub = await HubServer.start(home)
  await hub.hasPoints(RUNS * METRICS.length * STEPS)
  const times = { filtered: [] as number[], newest: [] as number[], searched: [] as number[], mlflow: [] as number[] }
  for (let turn = 0; turn < rounds * AGAIN; turn++) {
    times.filtered.push(await timed(() => filtered(hub)))
    times.newest.push(await timed(() => hub.client.call('listRuns', { query: { limit: 50 } })))
    times.searched.push(await timed(() => hub.client.call('listRuns', { query: { text: 'run-99 tag3', limit: 50 } })))
    if (mlflow !== undefined)
      times.mlflow.push(
        await timed(() => mlflow.searchRuns("params.net = 'small' and metrics.loss > 0.2", 'metrics.loss')),
      )
  }
  return [
    row('10 000 runs, filtered and sorted by config and metrics', times.filtered, 100),
    row('  the newest', times.newest, 100),
    row('  searched by words', times.searched, 100),
    ...(mlflow ? [row(`  MLflow, ${MLFLOW_RUNS} runs with one metric, filtered and sorted`, times.mlflow)] : []),
  ]
}

function plan(home: string, index: number): Parameters<typeof writeRun>[0] {
  return {
    home,
    id: `run-${index}`,
    keys: METRICS,
    steps: STEPS,
    value: Math.random,
    config: Object.fromEntries(
      METRICS.map((_, at) => [`p${at}`, at % 3 === 1 ? `option ${index % 7}` : Math.random()]),
    ),
    tags: [`tag${index % 10}`],
  }
}

function filtered({ client }: HubServer): Promise<{ rows: unknown[] }> {
  return client.call('listRuns', {
    query: {
      filter: 'config.p0 < 0.5 and metrics."metric 3".max > 0.9',
      sort: '-metrics."metric 1"',
      metrics: METRICS.slice(0, 5),
      limit: 50,
    },
  })
}

async function fillMlflow(mlflow: MlflowServer): Promise<void> {
  for (let index = 0; index < MLFLOW_RUNS; index++) {
    const run = await mlflow.createRun({ net: index % 2 === 0 ? 'small' : 'large' })
    await mlflow.log(run, 'loss', [{ step: 0, value: Math.random() }])
  }
}

async function timed(work: () => Promise<number | { rows: unknown[] }>): Promise<number> {
  const start = performance.now()
  const answer = await work()
  const found = typeof answer === 'number' ? answer : answer.rows.length
  if (found === 0) throw new Error('no run was found')
  return performance.now() - start
}

function row(title: string, times: readonly number[], most?: number): Row {
  const time = median(times)
  const target = most === undefined ? undefined : verdict(time < most, `under ${most} ms`)
  return [title, `${digits(time)} ms`, range(times).map(digits).join(' … '), target]
}
