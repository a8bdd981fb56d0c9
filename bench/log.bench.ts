// npm run bench log [-- --rounds=N]: what one call costs, beside bare arrays, pino and OpenTelemetry; what it costs on
// disk, in memory and at the start; how fast it is read back. Says which targets are met; a missed one is no failure.
import { measureContender } from './measure/call-cost.ts'
import { CALL_HEADINGS, callRow } from './measure/call-row.ts'
import { digits, megabytes, verdict } from './measure/format.ts'
import type { ImportCost } from './measure/import-process.ts'
import { describeMachine } from './measure/machine.ts'
import type { MemorySample } from './measure/memory-process.ts'
import type { Million } from './measure/million-process.ts'
import { packageVersions } from './measure/package-versions.ts'
import type { Reading } from './measure/reading-process.ts'
import { repeat, roundsFrom, runRounds, type Entrant, type Standing } from './measure/rounds.ts'
import { runProcess } from './measure/run-process.ts'
import type { Sparse } from './measure/sparse-process.ts'
import { median, range } from './measure/statistics.ts'
import { printTable, type Row } from './measure/table.ts'

const MILLION = 1_000_000

const entrants: Entrant[] = [
  entrant('array', 'withClock', 'step, value and Date.now() into typed arrays'),
  entrant('array', 'withoutClock', 'the same without the clock'),
  entrant('seetrain', 'runLog', 'run.log({ loss }, { step })'),
  entrant('seetrain', 'float32', '  with float32 values'),
  entrant('seetrain', 'power', "  durability: 'power'"),
  entrant('seetrain', 'everyRecord', "  durability: 'record'", 200_000),
  entrant('seetrain', 'disabled', "  mode: 'disabled'"),
  entrant('seetrain', 'moduleLog', 'seetrain.log({ loss }, { step })'),
  entrant('seetrain', 'logScalar', "run.logScalar('loss', value, { step })"),
  entrant('seetrain', 'tenKeys', 'run.log of ten keys, per scalar', 200_000),
  entrant('pino', 'asynchronous', 'pino to a file, asynchronous', 300_000),
  entrant('pino', 'synchronous', 'pino to a file, synchronous', 300_000),
  entrant('pino', 'transport', 'pino to a file, by a worker thread', 300_000),
  entrant('opentelemetry', 'withStep', 'OpenTelemetry gauge, step as an attribute'),
  entrant('opentelemetry', 'withoutStep', 'OpenTelemetry gauge, last value alone'),
]

const rounds = roundsFrom(process.argv, 7)
const machine = describeMachine()
const standings = await runRounds(entrants, rounds)
const rows = [
  ...standings.map(standing => callRow(standing, callTarget(standing))),
  ...(await sparseRows()),
  ...(await millionRows()),
  ...(await memoryRows()),
  ...(await importRows()),
  ...(await readingRows()),
]
console.log(
  `${machine}; ${packageVersions('seetrain', 'pino', '@opentelemetry/sdk-metrics')}; medians of ${rounds} rounds`,
)
printTable(CALL_HEADINGS, rows)

function entrant(file: string, name: string, title: string, calls = MILLION): Entrant {
  return { id: `${file} ${name}`, title, measure: () => measureContender(file, name, calls) }
}

function callTarget({ id, nanoseconds, ratio, bytes }: Standing): string {
  if (id === 'seetrain runLog') return `${verdict(ratio <= 3, 'at most 3 ×')}; ${verdict(bytes <= 12, 'at most 12 B')}`
  const ours = standings.find(({ id }) => id === 'seetrain runLog')!.nanoseconds
  const times = `ours is 1/${digits(nanoseconds / ours)}`
  if (id.startsWith('pino')) return verdict(ours <= nanoseconds / 10, `at most 1/10; ${times}`)
  if (id.startsWith('opentelemetry')) return verdict(ours <= nanoseconds / 2, `at most 1/2; ${times}`)
  return ''
}

async function sparseRows(): Promise<Row[]> {
  const results = await repeat(rounds, () => runProcess<Sparse>('sparse-process'))
  const row = (title: string, times: number[]): Row => {
    const [least, most] = range(times)
    return [title, `${digits(median(times))} µs`, `${digits(least)} … ${digits(most)}`]
  }
  return [
    row(
      'run.log after 8 ms of other work, written at once',
      results.map(({ logMicroseconds }) => logMicroseconds),
    ),
    row(
      '  a bare write of as many bytes there',
      results.map(({ writeMicroseconds }) => writeMicroseconds),
    ),
  ]
}

async function millionRows(): Promise<Row[]> {
  const results = await repeat(rounds, () => runProcess<Million>('million-process'))
  const times = results.map(({ logMs }) => logMs)
  const finish = median(results.map(({ finishMs }) => finishMs))
  return [
    timeRow('one million points, not warmed up, on disk', times, verdict(median(times) < 500, 'well under 1 s')),
    [`  then finish()`, `${digits(finish)} ms`],
  ]
}

async function memoryRows(): Promise<Row[]> {
  const samples = await runProcess<MemorySample[]>('memory-process', [1e6, 2e6, 5e6, 10e6], ['--expose-gc'])
  const first = samples[1]!
  const last = samples.at(-1)!
  const isFlat = last.rss - first.rss < 16 * 2 ** 20 && last.heapUsed - first.heapUsed < 2 ** 20
  return samples.map((sample, index) => [
    index === 0 ? 'memory of a process with a run (rss)' : `  after ${sample.points / 1e6} million points`,
    megabytes(sample.rss),
    `heap ${megabytes(sample.heapUsed)}`,
    ...Array<undefined>(3),
    sample === last ? verdict(isFlat, 'flat from 1 to 10 million') : undefined,
  ])
}

async function importRows(): Promise<Row[]> {
  const results = await repeat(15, () => runProcess<ImportCost>('import-process'))
  const { files } = await runProcess<ImportCost>('import-process', ['list'])
  const times = results.map(({ importMs }) => importMs)
  const own = new Set([
    'seetrain',
    'core',
    'adapters',
    'sinks',
    'eventemitter3',
    'tsyringe',
    'tslib',
    'reflect-metadata',
  ])
  const packages = [...new Set(files.map(packageOf).filter(name => name !== undefined))]
  const strangers = packages.filter(name => !own.has(name))
  return [
    timeRow("import 'seetrain', fresh process", times, verdict(median(times) < 50, 'under 50 ms')),
    ['  processor time of it', `${digits(median(results.map(({ cpuMs }) => cpuMs)))} ms`],
    [
      `  files loaded`,
      String(files.filter(file => file.startsWith('file:')).length),
      ...Array<undefined>(4),
      verdict(strangers.length === 0, `no framework, SDK or server: ${packages.join(' ')}`),
    ],
  ]
}

function packageOf(url: string): string | undefined {
  return /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? /\/packages\/([^/]+)/.exec(url)?.[1]
}

async function readingRows(): Promise<Row[]> {
  const results = await repeat(3, () => runProcess<Reading>('reading-process', [9_750_000]))
  const { bytes, points } = results[0]!
  const lost = results.reduce((sum, { points, found }) => sum + points - found, 0)
  const readMs = median(results.map(({ readMs }) => readMs))
  const rate = `${digits(points / readMs / 1000)} M points/s`
  const whole = verdict(
    lost === 0,
    lost === 0 ? 'every point' : `every point; ${lost} of ${points * results.length} are missing`,
  )
  return [
    [`read a journal of ${megabytes(bytes)} back`, `${digits(readMs)} ms`, rate, ...Array<undefined>(3), whole],
    timeRow(
      'continue it after a torn end',
      results.map(({ resumeMs }) => resumeMs),
    ),
  ]
}

function timeRow(title: string, times: readonly number[], target?: string): Row {
  const [least, most] = range(times)
  return [title, `${digits(median(times))} ms`, `${digits(least)} … ${digits(most)}`, ...Array<undefined>(3), target]
}
