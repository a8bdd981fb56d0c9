// npm run bench python-client [-- --rounds=N]: what the Python package costs the program that uses it, beside W&B offline,
// against a real hub. Needs the peer wandb: npm run peers wandb.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startHub } from '@seetrain/hub'
import { digits, verdict } from './measure/format.ts'
import { describeMachine } from './measure/machine.ts'
import { PythonClient, type ClientTracker, type LoopCost } from './measure/python-client.ts'
import { roundsFrom, runRounds } from './measure/rounds.ts'
import { median, range } from './measure/statistics.ts'
import { printTable } from './measure/table.ts'

const CALLS = 20_000
const STEPS = 300
const STEP_S = 0.01
const TRACKERS: readonly ClientTracker[] = ['none', 'seetrain', 'wandb']

if (!PythonClient.isThere) {
  console.log('skipped: the Python peer wandb is not installed; npm run peers wandb')
  process.exit()
}
const rounds = roundsFrom(process.argv, 5)
const folder = mkdtempSync(join(tmpdir(), 'seetrain-bench-'))
const hub = await startHub({ home: join(folder, '.seetrain'), mode: 'local' })
try {
  const client = new PythonClient(hub.url)
  console.log(`${describeMachine()}; medians of ${rounds} rounds`)
  await showCalls(client)
  console.log()
  await showLoops(client)
} finally {
  await hub.close()
  rmSync(folder, { recursive: true, force: true })
}

async function showCalls(client: PythonClient): Promise<void> {
  const entrant = (id: ClientTracker, title: string, keys: number) => ({
    id,
    title,
    measure: () => client.call(id, keys === 1 ? CALLS : CALLS / 4, keys),
  })
  const standings = [
    await runRounds(
      [entrant('wandb', 'W&B offline, run.log of one number', 1), entrant('seetrain', 'seetrain.log of one number', 1)],
      rounds,
    ),
    await runRounds(
      [entrant('wandb', 'W&B offline, run.log of ten', 10), entrant('seetrain', 'seetrain.log of ten', 10)],
      rounds,
    ),
  ].flat()
  printTable(
    ['per call', 'median', 'from … to', '× W&B', 'target'],
    standings.map(({ id, title, nanoseconds, range: [from, to], ratio }) => [
      title,
      `${digits(nanoseconds / 1000)} µs`,
      `${digits(from / 1000)} … ${digits(to / 1000)}`,
      ratio.toFixed(3),
      id === 'wandb' ? '' : verdict(ratio <= 0.2, 'at most 1/5'),
    ]),
  )
}

async function showLoops(client: PythonClient): Promise<void> {
  const hashes = await hashesOf(client)
  const costs: { [tracker: string]: LoopCost[] } = {}
  for (let round = 0; round < rounds; round++)
    for (const tracker of TRACKERS) (costs[tracker] ??= []).push(await client.loop(tracker, STEPS, hashes))
  printTable(
    ['a loop of 10 ms steps, three numbers each', 'step', 'processor', 'from … to', 'more processor', 'target'],
    TRACKERS.map(tracker => loopRow(tracker, costs[tracker]!, costs['none']!)),
  )
}

/** How often a step must hash to take its time on this machine when it is alone. */
async function hashesOf(client: PythonClient): Promise<number> {
  const tried = 10_000
  const { processorPerStep } = await client.loop('none', 50, tried)
  return Math.round((tried * STEP_S) / processorPerStep)
}

function loopRow(
  tracker: ClientTracker,
  costs: readonly LoopCost[],
  without: readonly LoopCost[],
): (string | undefined)[] {
  const processor = costs.map(cost => cost.processorPerStep)
  const more = median(processor.map((seconds, round) => seconds / without[round]!.processorPerStep - 1))
  const [from, to] = range(processor).map(milliseconds)
  return [
    { none: 'without', seetrain: 'with seetrain', wandb: 'with W&B offline' }[tracker],
    `${milliseconds(median(costs.map(cost => cost.secondsPerStep)))} ms`,
    `${milliseconds(median(processor))} ms`,
    `${from} … ${to}`,
    tracker === 'none' ? '' : `${(more * 100).toFixed(2)} %`,
    tracker === 'seetrain' ? verdict(more <= 0.02, 'at most 2 %') : '',
  ]
}

function milliseconds(seconds: number): string {
  return (seconds * 1000).toFixed(2)
}
