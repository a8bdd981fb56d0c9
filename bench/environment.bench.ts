// npm run bench environment [-- --rounds=N]: what it costs to record what a program prints, and how its machine does.
import { measureContender } from './measure/call-cost.ts'
import { CALL_HEADINGS, callRow } from './measure/call-row.ts'
import { digits } from './measure/format.ts'
import { describeMachine } from './measure/machine.ts'
import type { Monitoring } from './measure/monitor-process.ts'
import { packageVersions } from './measure/package-versions.ts'
import { repeat, roundsFrom, runRounds, type Entrant } from './measure/rounds.ts'
import { runProcess } from './measure/run-process.ts'
import { median, range } from './measure/statistics.ts'
import { printTable, type Row } from './measure/table.ts'

const rounds = roundsFrom(process.argv, 5)
const machine = describeMachine()
const standings = await runRounds(
  [
    entrant('plainLines', 'a line printed to a pipe'),
    entrant('capturedLines', '  and captured'),
    entrant('plainBars', 'a progress bar redrawn in its line'),
    entrant('capturedBars', '  and captured'),
  ],
  rounds,
)
console.log(`${machine}; ${packageVersions('seetrain')}; medians of ${rounds} rounds`)
printTable(CALL_HEADINGS, [...standings.map(standing => callRow(standing, '')), await monitorRow()])

function entrant(name: string, title: string): Entrant {
  return { id: name, title, measure: () => measureContender('console', name, 50_000) }
}

async function monitorRow(): Promise<Row> {
  const results = await repeat(rounds, () => runProcess<Monitoring>('monitor-process'))
  const costs = results.map(({ cpuMsPerSample }) => cpuMsPerSample)
  const [least, most] = range(costs)
  return [
    'a sample of the machine, processor time',
    `${digits(median(costs))} ms`,
    `${digits(least)} … ${digits(most)}`,
  ]
}
