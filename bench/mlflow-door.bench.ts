// npm run bench mlflow-door [-- --rounds=N]: what clients of MLflow wait for, at a hub and at MLflow's own tracking server,
// each in a process of its own, in turn.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { digits } from './measure/format.ts'
import { HubServer } from './measure/hub-server.ts'
import { describeMachine } from './measure/machine.ts'
import { MlflowCalls } from './measure/mlflow-calls.ts'
import { MlflowServer } from './measure/mlflow-server.ts'
import { packageVersions } from './measure/package-versions.ts'
import { repeat, roundsFrom } from './measure/rounds.ts'
import { median, range } from './measure/statistics.ts'
import { printTable, type Row } from './measure/table.ts'

const BATCHES = 30
const CONNECTIONS = 4
const SINGLE = 50
const RUNS = 100

interface Figures {
  batchPoints: number
  singleMs: number
  historyMs: number
  sampleMs: number
  searchMs: number
}

async function measure(url: string): Promise<Figures> {
  const calls = new MlflowCalls(url)
  const run = await calls.startRun('0.1')
  const batchMs = await timed(() => logBatches(calls, run))
  const singles = await repeat(SINGLE, () =>
    timed(() => calls.post('runs/log-metric', { run_id: run, key: 'acc', value: Math.random(), timestamp: 1.7e12 })),
  )
  const historyMs = await timed(() => calls.get(`metrics/get-history?run_id=${run}&metric_key=loss&max_results=25000`))
  const sample = `metrics/get-history-bulk-interval?run_ids=${run}&metric_key=loss&max_results=320`
  const sampleMs = await timed(() => calls.get(sample))
  for (let index = 0; index < RUNS; index++) await calls.startRun(String(index % 10))
  const query = { experiment_ids: ['0'], filter: "params.lr = '3'", order_by: ['metrics.loss DESC'], max_results: 50 }
  const searches = await repeat(20, () => timed(() => calls.post('runs/search', query)))
  return {
    batchPoints: (BATCHES * 1000) / (batchMs / 1000),
    singleMs: median(singles),
    historyMs,
    sampleMs,
    searchMs: median(searches),
  }
}

async function logBatches(calls: MlflowCalls, run: string): Promise<void> {
  const starts = Array.from({ length: BATCHES }, (_, index) => index * 1000)
  const send = async (): Promise<void> => {
    for (let start = starts.shift(); start !== undefined; start = starts.shift()) await calls.logBatch(run, start)
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, send))
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

const TITLES: { readonly [Name in keyof Figures]: readonly [title: string, unit: string, divisor: number] } = {
  batchPoints: ['log-batch of 1 000 points, 4 connections', 'k points/s', 1000],
  singleMs: ['log-metric, one at a time', 'ms', 1],
  historyMs: ['the first 25 000 of 30 000 points', 'ms', 1],
  sampleMs: ['320 of 30 000 points for a chart', 'ms', 1],
  searchMs: ['100 runs and more filtered and sorted', 'ms', 1],
}

function rowsOf(name: keyof Figures, own: readonly Figures[], theirs: readonly Figures[]): Row[] {
  const [title, unit, divisor] = TITLES[name]
  const row = (label: string, figures: readonly Figures[]): Row => {
    const values = figures.map(figure => figure[name] / divisor)
    return [label, `${digits(median(values))} ${unit}`, range(values).map(digits).join(' … ')]
  }
  return [row(title, own), ...(theirs.length > 0 ? [row('  MLflow', theirs)] : [])]
}

const rounds = roundsFrom(process.argv, 3)
const folder = mkdtempSync(join(tmpdir(), 'bench-mlflow-door-'))
try {
  await using hub = await HubServer.start(join(folder, '.seetrain'))
  await using mlflow = await MlflowServer.start(folder)
  const own: Figures[] = []
  const theirs: Figures[] = []
  for (let round = 0; round < rounds; round++) {
    own.push(await measure(hub.url))
    if (mlflow !== undefined) theirs.push(await measure(mlflow.url))
  }
  console.log(`${describeMachine()}; ${packageVersions('seetrain')}; medians of ${rounds} rounds`)
  const names = Object.keys(TITLES) as (keyof Figures)[]
  printTable(
    ['', 'median', 'from … to'],
    names.flatMap(name => rowsOf(name, own, theirs)),
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
