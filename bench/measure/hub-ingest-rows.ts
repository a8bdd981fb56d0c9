import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { digits, verdict } from './format.ts'
import { HubServer } from './hub-server.ts'
import type { MlflowServer } from './mlflow-server.ts'
import { sendJournals } from './send-journals.ts'
import { median, range } from './statistics.ts'
import type { Row } from './table.ts'
import { writeRun } from './write-run.ts'

export interface Beside {
  rounds: number
  /** For what is written meanwhile. */
  folder: string
  /** Undefined where it is not installed. */
  mlflow: MlflowServer | undefined
}

const RUNS = 8
const STEPS = 125_000
const KEYS = ['loss', 'acc', 'lr', 'grad norm', 'tokens']
const POINTS = RUNS * STEPS * KEYS.length
const MLFLOW_POINTS = 20_000

/** Points over HTTP until they can be asked for; to the hub and to MLflow in turn. */
export async function hubIngestRows({ rounds, folder, mlflow }: Beside): Promise<Row[]> {
  const far = join(folder, 'far')
  const ids = Array.from({ length: RUNS }, (_, index) => `run-${index}`)
  for (const id of ids) writeRun({ home: far, id, keys: KEYS, steps: STEPS, value: trembling })
  const own: Speed[] = []
  const theirs: number[] = []
  for (let round = 0; round < rounds; round++) {
    own.push(await sendToHub(join(folder, `hub-${round}`), far, ids))
    if (mlflow !== undefined) theirs.push(await sendToMlflow(mlflow))
  }
  rmSync(far, { recursive: true })
  const byClock = own.map(speed => speed.byClock / 1e6)
  const speed = median(byClock)
  const rows: Row[] = [
    [
      `over HTTP, ${RUNS} runs of ${KEYS.length} keys, until it can be asked for`,
      `${digits(speed)} M/s`,
      range(byClock).map(digits).join(' … '),
      verdict(speed >= 1.5, 'at least 1.5 M points/s'),
    ],
    ["  by the hub's processor time", `${digits(median(own.map(({ byProcessor }) => byProcessor / 1e6)))} M/s`],
  ]
  if (mlflow !== undefined)
    rows.push([
      "  MLflow's log-batch, 1 000 points each, 4 connections",
      `${digits(median(theirs) / 1e6)} M/s`,
      range(theirs.map(value => value / 1e6))
        .map(digits)
        .join(' … '),
      `ours is ${digits((speed * 1e6) / median(theirs))} × as fast`,
    ])
  return rows
}

/** Points a second. */
interface Speed {
  byClock: number
  byProcessor: number
}

async function sendToHub(data: string, far: string, ids: readonly string[]): Promise<Speed> {
  mkdirSync(data)
  await using hub = await HubServer.start(join(data, '.seetrain'))
  const start = performance.now()
  const before = hub.processorMs
  await sendJournals(far, ids, hub.url)
  await hub.hasPoints(POINTS)
  const took = performance.now() - start
  const processor = hub.processorMs - before
  rmSync(data, { recursive: true, force: true })
  return { byClock: (POINTS / took) * 1000, byProcessor: (POINTS / processor) * 1000 }
}

async function sendToMlflow(mlflow: MlflowServer): Promise<number> {
  const run = await mlflow.createRun()
  const points = Array.from({ length: MLFLOW_POINTS }, (_, step) => ({ step, value: trembling(step) }))
  const start = performance.now()
  await mlflow.log(run, 'loss', points)
  return (MLFLOW_POINTS / (performance.now() - start)) * 1000
}

function trembling(step: number): number {
  return Math.exp(-step / 1e5) + Math.random() * 0.1
}
