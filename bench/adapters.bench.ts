// npm run bench adapters [-- --rounds=N]: what one logged value costs through each adapter, beside run.log. Says whether the
// target is met; a missed one is no failure.
import { integrations } from '@seetrain/adapters'
import { measureContender } from './measure/call-cost.ts'
import { CALL_HEADINGS, callRow } from './measure/call-row.ts'
import { digits, verdict } from './measure/format.ts'
import { describeMachine } from './measure/machine.ts'
import { packageVersions } from './measure/package-versions.ts'
import { roundsFrom, runRounds, type Entrant } from './measure/rounds.ts'
import { printTable } from './measure/table.ts'

const CALLS = 200_000
const MOST_ADDED = 5000

const entrants: Entrant[] = [
  entrant('seetrain', 'runLog', 'run.log({ loss }, { step })'),
  ...Object.keys(integrations).map(framework => entrant('adapters', framework, framework)),
  entrant('adapters', 'byName', 'a hook by its name, with an array of one element'),
]

const rounds = roundsFrom(process.argv, 5)
const machine = describeMachine()
const standings = await runRounds(entrants, rounds)
const bare = standings[0]!.nanoseconds
const rows = standings.map((standing, index) => {
  const added = standing.nanoseconds - bare
  return callRow(standing, index === 0 ? '' : verdict(added < MOST_ADDED, `adds ${digits(added)} ns`))
})
console.log(
  `${machine}; ${packageVersions('seetrain')}; medians of ${rounds} rounds; target: an adapter adds less than 5 µs`,
)
printTable(CALL_HEADINGS, rows)

function entrant(file: string, name: string, title: string): Entrant {
  return { id: `${file} ${name}`, title, measure: () => measureContender(file, name, CALLS) }
}
