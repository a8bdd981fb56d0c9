// npm run bench autolog [-- --rounds=N]: what recording adds to a call of the OpenAI SDK, to a chunk of a stream, and to a
// long prompt. Says which targets are met; a missed one is no failure.
import type { AutologCost } from './measure/autolog-process.ts'
import { digits, verdict } from './measure/format.ts'
import { describeMachine } from './measure/machine.ts'
import { packageVersions } from './measure/package-versions.ts'
import { roundsFrom } from './measure/rounds.ts'
import { runProcess } from './measure/run-process.ts'
import { median } from './measure/statistics.ts'
import { printTable, type Row } from './measure/table.ts'

const MODES = [
  ['bare', 'the SDK alone'],
  ['off', 'enabled, then disabled'],
  ['numbers', "recorded, capture: 'none'"],
  ['full', 'recorded'],
] as const
const SETTINGS = [
  { title: 'a call', letters: 2, chunks: 0 },
  { title: 'a prompt of 200 KB', letters: 200_000, chunks: 0 },
  { title: 'a stream, per chunk of 2 000', letters: 2, chunks: 2000 },
]

interface Added {
  cpu: number
  blocks: number
}

const rounds = roundsFrom(process.argv, 5)
const machine = describeMachine()
const rows: Row[] = []
const added: Added[] = []
for (const setting of SETTINGS) added.push(await measure(setting))
console.log(`${machine}; ${packageVersions('seetrain', 'openai')}; medians of ${rounds} rounds, microseconds`)
printTable(['', 'processor', 'added', 'create() blocks', 'added', 'journal bytes', 'heap KiB', ''], rows)
const [call, long, chunk] = added as [Added, Added, Added]
console.log(verdict(call.cpu <= 30, `a call costs at most 30 µs more: ${digits(call.cpu)}`))
console.log(verdict(chunk.cpu <= 1, `a chunk costs at most 1 µs more: ${digits(chunk.cpu)}`))
console.log(verdict(call.blocks <= 15, `create() blocks at most 15 µs longer: ${digits(call.blocks)}`))
console.log(verdict(long.blocks <= call.blocks + 5, `a long prompt blocks no longer: ${digits(long.blocks)}`))

/** All modes in turn, then again, so that the machine's moods meet them alike. Returns what full recording adds. */
async function measure({ title, letters, chunks }: (typeof SETTINGS)[number]): Promise<Added> {
  const results = MODES.map((): AutologCost[] => [])
  for (let round = 0; round < rounds; round++)
    for (const [index, [mode]] of MODES.entries())
      results[index]!.push(await runProcess<AutologCost>('autolog-process', [mode, letters, chunks], ['--expose-gc']))
  const cpuOf = (costs: AutologCost[]): number =>
    median(costs.map(cost => (chunks > 0 ? cost.cpuPerChunk : cost.cpuPerCall)))
  const blocksOf = (costs: AutologCost[]): number => median(costs.map(({ blocks }) => blocks))
  const bare = { cpu: cpuOf(results[0]!), blocks: blocksOf(results[0]!) }
  rows.push([title])
  for (const [index, costs] of results.entries()) {
    const more: Added = { cpu: cpuOf(costs) - bare.cpu, blocks: blocksOf(costs) - bare.blocks }
    const own = median(costs.map(({ bytes }) => bytes))
    const heap = median(costs.map(({ heapKiB }) => heapKiB))
    const difference = (value: number): string => (index === 0 ? '' : digits(value))
    const numbers = [digits(cpuOf(costs)), difference(more.cpu), digits(blocksOf(costs)), difference(more.blocks)]
    rows.push([`  ${MODES[index]![1]}`, ...numbers, digits(Math.round(own)), digits(Math.round(heap)), ''])
  }
  const last = results.at(-1)!
  return { cpu: cpuOf(last) - bare.cpu, blocks: blocksOf(last) - bare.blocks }
}
