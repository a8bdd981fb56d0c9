import { join } from 'node:path'
import { digits, verdict } from './format.ts'
import type { Beside } from './hub-ingest-rows.ts'
import { HubServer } from './hub-server.ts'
import { median, range } from './statistics.ts'
import type { Row } from './table.ts'
import { writeRun } from './write-run.ts'

const RUNS = 100
const KEYS = Array.from({ length: 1000 }, (_, index) => `layer ${index}/loss`)
const STEPS = 100
/** As many runs as the page names in one filter. */
const IDS_PER_QUESTION = 25
/** Charts that a large screen shows at once. */
const CHARTS = 12
/** A page that is there in less feels quick. */
const MOST_MS = 1000

/** What the page of charts asks of 100 runs with 1 000 keys each, as it asks it. */
export async function hubPageRows({ rounds, folder }: Pick<Beside, 'rounds' | 'folder'>): Promise<Row[]> {
  const home = join(folder, 'page', '.seetrain')
  const ids = Array.from({ length: RUNS }, (_, index) => `run-${index}`)
  for (const id of ids) writeRun({ home, id, keys: KEYS, steps: STEPS, value: Math.random })
  await using hub = await HubServer.start(home)
  await hub.hasPoints(RUNS * KEYS.length * STEPS)
  const head: number[] = []
  const charts: number[] = []
  for (let round = 0; round < rounds * 3; round++) {
    head.push(await timed(() => askHead(hub, ids)))
    charts.push(await timed(() => askCharts(hub, ids, round)))
  }
  const both = head.map((time, index) => time + charts[index]!)
  return [
    [
      'page of 100 runs with 1 000 keys: all that is seen at first',
      `${digits(median(both))} ms`,
      range(both).map(digits).join(' … '),
      verdict(median(both) < MOST_MS, `under ${MOST_MS} ms`),
    ],
    ['  the runs and the names of their keys', `${digits(median(head))} ms`, range(head).map(digits).join(' … ')],
    [`  ${CHARTS} charts of 100 lines`, `${digits(median(charts))} ms`, range(charts).map(digits).join(' … ')],
  ]
}

async function askHead({ client }: HubServer, ids: readonly string[]): Promise<void> {
  const groups = Array.from({ length: RUNS / IDS_PER_QUESTION }, (_, index) =>
    ids.slice(index * IDS_PER_QUESTION, (index + 1) * IDS_PER_QUESTION),
  )
  await Promise.all(
    groups.map(group =>
      client.call('listRuns', {
        query: {
          filter: `id in (${group.map(id => JSON.stringify(id)).join(', ')})`,
          deleted: 'include',
          limit: IDS_PER_QUESTION,
        },
      }),
    ),
  )
  const { metrics } = await client.call('listColumns', { query: { project: 'bench' } })
  if (metrics.length !== KEYS.length) throw new Error(`${metrics.length} of ${KEYS.length} keys were told.`)
}

// others each time, as when a person scrolls
async function askCharts({ client }: HubServer, ids: string[], round: number): Promise<void> {
  const keys = KEYS.slice(round * CHARTS, (round + 1) * CHARTS)
  const answers = await Promise.all(keys.map(key => client.series({ runs: ids, keys: [key], buckets: 600 })))
  if (answers.some(({ series }) => series.length !== RUNS)) throw new Error('a line is missing')
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}
