// npm run bench python [-- --rounds=N --torch]: one scalar with its step, in the trackers that Python has, beside ours.
// The first time it makes bench/python/.venv; afterwards it needs no network. --torch installs PyTorch too, which is
// some gigabytes where pip has no build without CUDA.
import { CALL_HEADINGS, callRow } from './measure/call-row.ts'
import { measureContender } from './measure/call-cost.ts'
import { digits, verdict } from './measure/format.ts'
import { describeMachine } from './measure/machine.ts'
import { packageVersions } from './measure/package-versions.ts'
import { preparePython } from './measure/python.ts'
import { roundsFrom, runRounds, type Entrant, type Standing } from './measure/rounds.ts'
import { printTable } from './measure/table.ts'

const CALLS = 20_000

const rounds = roundsFrom(process.argv, 5)
const python = await preparePython(process.argv.includes('--torch') ? ['torch==2.15.0'] : [])
const entrants: Entrant[] = [
  {
    id: 'ours',
    title: 'run.log({ loss }, { step })',
    measure: () => measureContender('seetrain', 'runLog', 1_000_000),
  },
]
const versions: string[] = []
for (const { tracker, title } of [
  { tracker: 'tensorboard', title: 'TensorBoard Writer.add_scalar' },
  { tracker: 'tensorboardx', title: 'tensorboardX SummaryWriter.add_scalar' },
  { tracker: 'torch', title: 'torch.utils.tensorboard SummaryWriter.add_scalar' },
  { tracker: 'trackio', title: 'Trackio log' },
  { tracker: 'wandb', title: 'W&B offline, run.log' },
]) {
  const tried = await python.measure(tracker, 100)
  if ('reason' in tried) console.log(`skipped: ${title}: ${tried.reason}`)
  else {
    versions.push(`${tracker} ${tried.version}`)
    entrants.push({ id: tracker, title, measure: () => python.measureOrFail(tracker, CALLS) })
  }
}
const machine = describeMachine()
const standings = await runRounds(entrants, rounds)
console.log(
  `${machine}; ${packageVersions('seetrain')}, ${python.version}, ${versions.join(', ')}; medians of ${rounds} rounds`,
)
printTable(
  CALL_HEADINGS,
  standings.map(standing => callRow(standing, target(standing))),
)

function target({ id, ratio }: Standing): string {
  return id === 'ours' ? '' : verdict(ratio >= 50, `ours at least 50 × cheaper; it is ${digits(ratio)} ×`)
}
