import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { decodeSeries } from '@seetrain/hub'
import { digits, verdict } from './format.ts'
import type { Beside } from './hub-ingest-rows.ts'
import { HubServer } from './hub-server.ts'
import type { MlflowServer } from './mlflow-server.ts'
import { median, range } from './statistics.ts'
import { TensorboardServer } from './tensorboard-server.ts'
import type { Row } from './table.ts'
import { writeRun } from './write-run.ts'

const LONG = 10_000_000
/** As many as the others hold in a reasonable time. */
const SHORT = 100_000
const SPIKE = 1000
const AGAIN = 9

interface Drawn {
  ms: number
  bytes: number
  hasSpike: boolean
}

/** One series with a spike of a single point, as a chart. */
export async function hubChartRows({ rounds, folder, mlflow }: Beside): Promise<Row[]> {
  const home = join(folder, 'charts', '.seetrain')
  writeRun({ home, id: 'long', keys: ['loss'], steps: LONG, value: spiked(7_654_321) })
  writeRun({ home, id: 'short', keys: ['loss'], steps: SHORT, value: spiked(54_321) })
  await takeIn(home)
  const tensorboard = await TensorboardServer.start(join(folder, 'tensorboard'), SHORT, 54_321)
  const mlflowRun = mlflow && (await logToMlflow(mlflow))
  const cold: Drawn[] = []
  const warm: Drawn[] = []
  const zoomed: Drawn[] = []
  const short: Drawn[] = []
  const others = { mlflow: [] as Drawn[], tensorboard: [] as Drawn[] }
  for (let round = 0; round < rounds; round++) {
    forgetPages(join(home, 'index.db'))
    await using hub = await HubServer.start(home)
    cold.push(await drawn(() => chartOf(hub, 'long')))
    for (let turn = 0; turn < AGAIN; turn++) {
      warm.push(await drawn(() => chartOf(hub, 'long')))
      zoomed.push(await drawn(() => chartOf(hub, 'long', { from: turn * 1e6, to: turn * 1e6 + 5e5 })))
      short.push(await drawn(() => chartOf(hub, 'short')))
      if (mlflowRun !== undefined) others.mlflow.push(await drawn(() => mlflow!.chart(mlflowRun, 'loss')))
      if (tensorboard !== undefined) others.tensorboard.push(await drawn(() => tensorboard.chart()))
    }
  }
  await tensorboard?.[Symbol.asyncDispose]()
  return [
    row('chart of 10 million points, hub and disk cold', cold, under(cold, 300)),
    row('  again', warm, under(warm, 100)),
    row('  zoomed to a twentieth', zoomed),
    size(warm),
    row('chart of 100 000 points', short, spikeIn(short)),
    ...(mlflow ? [row('  of MLflow', others.mlflow, spikeIn(others.mlflow))] : []),
    ...(tensorboard ? [row('  of TensorBoard', others.tensorboard, spikeIn(others.tensorboard))] : []),
    ...(mlflow ? [stored('MLflow', mlflow.storedBytes / mlflow.points)] : []),
    ...(tensorboard ? [stored('TensorBoard', tensorboard.storedBytes / SHORT)] : []),
  ]
}

function spiked(at: number): (step: number) => number {
  return step => (step === at ? SPIKE : Math.sin(step / 1e5) + Math.random())
}

async function takeIn(home: string): Promise<void> {
  await using hub = await HubServer.start(home)
  await hub.hasPoints(LONG + SHORT)
}

async function logToMlflow(mlflow: MlflowServer): Promise<string> {
  const run = await mlflow.createRun()
  const value = spiked(54_321)
  const points = Array.from({ length: SHORT }, (_, step) => ({ step, value: value(step) }))
  await mlflow.log(run, 'loss', points)
  return run
}

/** Takes a file out of the page cache, where `dd` can. */
function forgetPages(path: string): void {
  execFileSync('dd', [`if=${path}`, 'iflag=nocache', 'count=0'], { stdio: 'ignore' })
}

async function chartOf(
  { client }: HubServer,
  run: string,
  part: { from?: number; to?: number } = {},
): Promise<{ bytes: number; greatest: number }> {
  const answer = await client.request('postSeries', { body: { runs: [run], keys: ['loss'], buckets: 1000, ...part } })
  const bytes = await answer.arrayBuffer()
  const [series] = decodeSeries(bytes).series
  return { bytes: bytes.byteLength, greatest: Math.max(...series!.columns['max']!) }
}

async function drawn(draw: () => Promise<{ bytes: number; greatest: number }>): Promise<Drawn> {
  const start = performance.now()
  const { bytes, greatest } = await draw()
  return { ms: performance.now() - start, bytes, hasSpike: greatest === SPIKE }
}

function row(title: string, charts: readonly Drawn[], target?: string): Row {
  const times = charts.map(({ ms }) => ms)
  return [title, `${digits(median(times))} ms`, range(times).map(digits).join(' … '), target]
}

function under(charts: readonly Drawn[], most: number): string {
  return verdict(median(charts.map(({ ms }) => ms)) < most, `under ${most} ms`)
}

function spikeIn(charts: readonly Drawn[]): string {
  const size = `${digits(median(charts.map(({ bytes }) => bytes)) / 1000)} KB`
  return `${size}, ${charts.every(({ hasSpike }) => hasSpike) ? 'the spike in it' : 'the spike is LOST'}`
}

function size(charts: readonly Drawn[]): Row {
  const bytes = Math.max(...charts.map(chart => chart.bytes))
  const met = bytes < 200_000 && charts.every(({ hasSpike }) => hasSpike)
  return [
    '  its bytes, not packed',
    `${digits(bytes / 1000)} KB`,
    undefined,
    verdict(met, 'under 200 KB, the spike in it'),
  ]
}

function stored(who: string, bytes: number): Row {
  return [`size in the store of ${who}`, `${digits(bytes)} B a point`]
}
