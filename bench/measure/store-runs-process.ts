// node store-runs-process.ts <runs>: a table of many runs, filtered and sorted.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SqliteStore, type PointColumns, type RunQuery, type StoredRecord } from '@seetrain/hub'
import { median } from './statistics.ts'

export interface RunsTable {
  runs: number
  newestMs: number
  /** By a config value and a metric's greatest, sorted by another metric, with five metrics. */
  filteredMs: number
  searchedMs: number
  columnsMs: number
}

const MEMBERS = 20
const METRICS = 20
const ROUNDS = 9
const runs = Number(process.argv[2])
const folder = mkdtempSync(join(tmpdir(), 'bench-runs-'))
const store = new SqliteStore({ path: join(folder, 'index.db') })
for (let index = 0; index < runs; index++) await addRun(index)

const filtered: RunQuery = {
  limit: 50,
  filter: {
    all: [
      { field: { of: 'config', path: 'p0' }, is: '<', value: 0.5 },
      { field: { of: 'metric', key: 'metric 3', value: 'max' }, is: '>', value: 0.9 },
    ],
  },
  sort: [{ field: { of: 'metric', key: 'metric 1', value: 'summary' }, descending: true }],
  metrics: ['metric 1', 'metric 2', 'metric 3', 'metric 4', 'metric 5'],
}
const table: RunsTable = {
  runs,
  newestMs: await timed(() => store.runs({ limit: 50 })),
  filteredMs: await timed(() => store.runs(filtered)),
  searchedMs: await timed(() => store.runs({ limit: 50, text: 'run 99 tag3' })),
  columnsMs: await timed(() => store.columns()),
}
await store.close()
rmSync(folder, { recursive: true })
process.stdout.write(JSON.stringify(table))

async function addRun(index: number): Promise<void> {
  const time = 1.7e12 + index
  const writer = { id: 'main', host: 'here', pid: 1, thread: 0 }
  const set = Object.fromEntries(
    Array.from({ length: MEMBERS }, (_, member) => [
      `p${member}`,
      member % 3 === 1 ? `option ${index % 7}` : Math.random(),
    ]),
  )
  const runId = `run${String(index).padStart(6, '0')}`
  const words = { project: `project ${index % 5}`, name: `run ${index}`, tags: [`tag${index % 10}`], version: '0' }
  const records: StoredRecord[] = [
    { kind: 'open', time, runId, createdAt: time, writer, resumed: false, ...words },
    { kind: 'config', time, set },
    { kind: 'end', time: time + 100, state: 'finished', dropped: 0 },
  ]
  const series = Array.from({ length: METRICS }, (_, metric) => columnsOf(`metric ${metric}`, time))
  await store.apply(runId, 'main', 0, { nextOffset: 1, lost: 0, series, records, texts: new Map() })
}

function columnsOf(key: string, time: number): PointColumns {
  const column = (read: (step: number) => number): Float64Array =>
    Float64Array.from({ length: 20 }, (_, step) => read(step))
  return {
    source: 'metric',
    key,
    count: 20,
    steps: column(step => step),
    values: column(Math.random),
    times: column(step => time + step),
    epochs: undefined,
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now()
    await work()
    times.push(performance.now() - start)
  }
  return median(times)
}
