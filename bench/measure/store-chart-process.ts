// node store-chart-process.ts build <path> <points>: a store with one long series and one spike in it.
// node store-chart-process.ts ask <path>: the first chart of it, and charts after that.
import { SqliteStore, type SeriesQuery } from '@seetrain/hub'
import { median } from './statistics.ts'

export interface Chart {
  /** From opening the store to the buckets, in a fresh process. */
  firstMs: number
  /** The same question again. */
  againMs: number
  /** A twentieth of the range, somewhere else each time. */
  zoomMs: number
  /** Columns of 1000 buckets: number, count, min, max, mean, last. */
  payload: number
  spike: number
}

const SPIKE = 1000
const PART = 100_000
const ROUNDS = 9
const [, , task, path, count] = process.argv
if (task === 'build') await build(Number(count))
else process.stdout.write(JSON.stringify(await ask()))

async function build(points: number): Promise<void> {
  const store = new SqliteStore({ path: path! })
  const column = (): Float64Array => new Float64Array(PART)
  for (let part = 0; part < points / PART; part++) {
    const columns = {
      source: 'metric',
      key: 'loss',
      count: PART,
      steps: column(),
      values: column(),
      times: column(),
    } as const
    for (let index = 0; index < PART; index++) {
      const step = part * PART + index
      columns.steps[index] = step
      columns.values[index] = step === 7_654_321 ? SPIKE : Math.sin(step / 1e5) + Math.random()
      columns.times[index] = 1.7e12 + step * 5 + Math.floor(Math.random() * 5)
    }
    const series = [{ ...columns, epochs: undefined }]
    await store.apply('run', 'main', part, { nextOffset: part + 1, lost: 0, series, records: [], texts: new Map() })
  }
  await store.close()
  process.stdout.write('{}')
}

async function ask(): Promise<Chart> {
  const start = performance.now()
  const store = new SqliteStore({ path: path! })
  const query: SeriesQuery = { runs: ['run'], keys: ['loss'], buckets: 1000 }
  const { series, to } = await store.series(query)
  const firstMs = performance.now() - start
  const buckets = series[0]!.buckets!
  const { number, count, min, max, mean, last } = buckets
  const payload = [number, count, min, max, mean, last].reduce((sum, column) => sum + column.byteLength, 0)
  const again = await timed(() => store.series(query))
  const zoom = await timed(round => store.series({ ...query, from: (round / 20) * to, to: ((round + 1) / 20) * to }))
  await store.close()
  return { firstMs, againMs: again, zoomMs: zoom, payload, spike: Math.max(...max) }
}

async function timed(work: (round: number) => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now()
    await work(round)
    times.push(performance.now() - start)
  }
  return median(times)
}
