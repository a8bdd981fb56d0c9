import { digits, verdict } from './format.ts'
import { runProcess } from './run-process.ts'
import { repeat } from './rounds.ts'
import { median, range } from './statistics.ts'
import type { Ingest } from './store-ingest-process.ts'
import type { Row } from './table.ts'

export interface IngestCase {
  title: string
  points: number
  keys: number
  form: 'double' | 'float'
  /** The most that a point may take. */
  mostBytes: number
}

const MILLION = 1_000_000

export const INGEST = {
  one: { title: 'one key, doubles', points: 5 * MILLION, keys: 1, form: 'double', mostBytes: 9 },
  hundred: { title: '100 keys, float32', points: 5 * MILLION, keys: 100, form: 'float', mostBytes: 5 },
  thousand: { title: '1 000 keys, float32', points: 10 * MILLION, keys: 1000, form: 'float', mostBytes: 5 },
} as const satisfies { [name: string]: IngestCase }

/** From journals on disk to a store that can be asked, each time in a fresh process. */
export async function storeIngestRows(rounds: number, ingest: IngestCase): Promise<Row[]> {
  const { title, points, keys, form, mostBytes } = ingest
  const results = await repeat(rounds, () => runProcess<Ingest>('store-ingest-process', [points, keys, form]))
  const speeds = results.map(result => result.points / result.indexMs / 1000)
  const size = median(results.map(result => result.bytes / result.points))
  return [
    [
      `journal to store, ${title}`,
      `${digits(median(speeds))} M/s`,
      range(speeds).map(digits).join(' … '),
      verdict(median(speeds) >= 2.5, 'at least 2.5 M points/s'),
    ],
    ['  by processor time', `${digits(median(results.map(result => result.points / result.processorMs / 1000)))} M/s`],
    [
      '  of that, reading the journal',
      `${digits(median(results.map(result => (100 * result.readMs) / result.indexMs)))} %`,
    ],
    [
      '  size in the store',
      `${digits(size)} B a point`,
      undefined,
      verdict(size <= mostBytes, `at most ${mostBytes} B`),
    ],
  ]
}
