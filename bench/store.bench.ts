// npm run bench store [-- --rounds=N]: how fast journals become a store that can be asked, how large it is, and how soon
// it answers. Says which targets are met; a missed one is no failure.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { digits, verdict } from './measure/format.ts'
import { describeMachine } from './measure/machine.ts'
import { roundsFrom } from './measure/rounds.ts'
import { runProcess } from './measure/run-process.ts'
import { median, range } from './measure/statistics.ts'
import type { Chart } from './measure/store-chart-process.ts'
import type { Following } from './measure/store-follow-process.ts'
import { INGEST, storeIngestRows } from './measure/store-ingest-rows.ts'
import type { RunsTable } from './measure/store-runs-process.ts'
import { printTable, type Row } from './measure/table.ts'

const MILLION = 1_000_000
const rounds = roundsFrom(process.argv, 3)
const machine = describeMachine()
const rows = [
  ...(await storeIngestRows(rounds, INGEST.one)),
  ...(await storeIngestRows(rounds, INGEST.hundred)),
  ...(await storeIngestRows(rounds, INGEST.thousand)),
  ...(await chartRows()),
  ...(await runsRows()),
  ...(await followRows()),
]
console.log(`${machine}; medians of ${rounds} rounds`)
printTable(['', 'median', 'from … to', 'target'], rows)

async function chartRows(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-chart-'))
  const path = join(folder, 'index.db')
  await runProcess('store-chart-process', ['build', path, 10 * MILLION])
  const results = await repeated<Chart>('store-chart-process', 'ask', path)
  rmSync(folder, { recursive: true })
  const [first] = results
  const times = (read: (chart: Chart) => number): [number, string] => [
    median(results.map(read)),
    span(results.map(read)),
  ]
  const [firstMs, firstSpan] = times(chart => chart.firstMs)
  const [againMs, againSpan] = times(chart => chart.againMs)
  const [zoomMs, zoomSpan] = times(chart => chart.zoomMs)
  const payload = first!.payload / 1000
  return [
    [
      '10 million points, 1 000 buckets: first, store opened',
      `${digits(firstMs)} ms`,
      firstSpan,
      verdict(firstMs < 300, 'under 300 ms'),
    ],
    ['  again', `${digits(againMs)} ms`, againSpan, verdict(againMs < 100, 'under 100 ms')],
    ['  zoomed to a twentieth', `${digits(zoomMs)} ms`, zoomSpan],
    [
      '  columns to send',
      `${digits(payload)} KB`,
      undefined,
      verdict(payload < 200 && first!.spike === 1000, 'under 200 KB, the spike in it'),
    ],
  ]
}

async function runsRows(): Promise<Row[]> {
  const results = await repeated<RunsTable>('store-runs-process', 10_000)
  const row = (title: string, read: (table: RunsTable) => number): Row => {
    const time = median(results.map(read))
    return [title, `${digits(time)} ms`, span(results.map(read)), verdict(time < 100, 'under 100 ms')]
  }
  return [
    row('10 000 runs: filtered and sorted by config and metrics', table => table.filteredMs),
    row('  the newest', table => table.newestMs),
    row('  searched by words', table => table.searchedMs),
    row('  all columns that there are', table => table.columnsMs),
  ]
}

async function followRows(): Promise<Row[]> {
  const results = await repeated<Following>('store-follow-process', 500)
  const row = (title: string, read: (following: Following) => number, most: number): Row => {
    const time = median(results.map(read))
    return [title, `${digits(time)} ms`, span(results.map(read)), verdict(time < most, `under ${most} ms`)]
  }
  return [
    row('500 runs: taken in for the first time', following => following.firstMs, 2000),
    row('  a start with nothing new', following => following.againMs, 1000),
    row('  a live point can be asked for', following => following.delayMs, 200),
    row('  the longest of 30', following => following.longestDelayMs, 200),
  ]
}

async function repeated<Result>(program: string, ...args: (string | number)[]): Promise<Result[]> {
  const results: Result[] = []
  for (let round = 0; round < rounds; round++) results.push(await runProcess<Result>(program, args))
  return results
}

function span(values: readonly number[]): string {
  return range(values).map(digits).join(' … ')
}
