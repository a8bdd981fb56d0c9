// npm run bench autolog [-- --rounds=N --only=a,b --heap]: what recording adds to a call of the OpenAI SDK, to a chunk of a
// stream, and to a long prompt, beside every other recorder that npm has; with --heap also what 100 000 calls leave. Says
// which targets are met; a missed one is no failure.
import type { AutologCost, CallTimes } from './measure/autolog-process.ts'
import { Collector } from './measure/collector.ts'
import { digits, verdict } from './measure/format.ts'
import { describeMachine } from './measure/machine.ts'
import { packageVersions } from './measure/package-versions.ts'
import { installRivals, rivalVersion } from './measure/rivals.ts'
import { roundsFrom } from './measure/rounds.ts'
import { runProcess } from './measure/run-process.ts'
import { median } from './measure/statistics.ts'
import { printTable, type Row } from './measure/table.ts'

interface Contender {
  id: string
  title: string
  /** The package whose version is told. */
  package?: string
  /** Whether prompts and answers are in what it records. */
  words?: boolean
}

const CONTENDERS: readonly Contender[] = [
  { id: 'seetrain', title: 'seetrain', words: true },
  { id: 'seetrain-placeless', title: 'seetrain, codeLocation: false', words: true },
  { id: 'seetrain-numbers', title: "seetrain, capture: 'none'" },
  { id: 'seetrain-off', title: 'seetrain, disabled' },
  { id: 'traceloop', title: 'OpenLLMetry', package: '@traceloop/instrumentation-openai', words: true },
  { id: 'opentelemetry', title: 'OpenTelemetry', package: '@opentelemetry/instrumentation-openai' },
  {
    id: 'openinference',
    title: 'OpenInference',
    package: '@arizeai/openinference-instrumentation-openai',
    words: true,
  },
  { id: 'langfuse', title: 'Langfuse', package: '@langfuse/openai', words: true },
  { id: 'opik', title: 'Opik', package: 'opik-openai', words: true },
  { id: 'langsmith', title: 'LangSmith', package: 'langsmith', words: true },
  { id: 'braintrust', title: 'Braintrust', package: 'braintrust', words: true },
  { id: 'weave', title: 'Weave', package: 'weave', words: true },
]
const SETTINGS = [
  { title: 'a call', letters: 2, chunks: 0 },
  { title: 'a prompt of 200 KB', letters: 200_000, chunks: 0 },
  { title: 'a stream of 2 000 chunks, per chunk', letters: 2, chunks: 2000 },
]
const MANY = 100_000

/** Microseconds more than the SDK alone. */
interface Standing extends CallTimes {
  contender: Contender
}

const rounds = roundsFrom(process.argv, 3)
const only = process.argv
  .find(word => word.startsWith('--only='))
  ?.slice('--only='.length)
  .split(',')
const contenders = CONTENDERS.filter(({ id }) => !only || only.includes(id))
await installRivals()
const collector = await Collector.start()
const rows: Row[] = []
const standings: Standing[][] = []
for (const setting of SETTINGS) standings.push(await measureSetting(setting))
if (process.argv.includes('--heap')) await measureHeap()
collector.stop()

console.log(`${describeMachine()}; ${packageVersions('seetrain')}, openai ${rivalVersion('openai')}`)
console.log(`medians of ${rounds} rounds, each in a fresh process; microseconds`)
printTable(
  ['microseconds more', 'of the processor', 'until create() returns', 'to the first word', 'bytes a call'],
  rows,
)
const others = contenders.filter(contender => contender.package !== undefined)
console.log(others.map(({ title, package: name }) => `${title}: ${name} ${rivalVersion(name!)}`).join('; '))
tellTargets()

/** All contenders in turn, then again, so that the machine's moods meet them alike. */
async function measureSetting({ title, letters, chunks }: (typeof SETTINGS)[number]): Promise<Standing[]> {
  const results = contenders.map((): AutologCost[] => [])
  for (let round = 0; round < rounds; round++)
    for (const [index, { id }] of contenders.entries()) {
      const cost = await measureOnce(id, { letters, chunks })
      if (cost) results[index]!.push(cost)
    }
  const alone = medians(results.flat().map(cost => cost.alone))
  rows.push([title], ['  the SDK alone', ...timesOf(alone), ''])
  return contenders.map((contender, index) => {
    const costs = results[index]!
    const added = medians(costs.map(cost => difference(cost.recorded, cost.alone)))
    const bytes = median(costs.map(cost => cost.bytes))
    rows.push([`  ${contender.title}`, ...timesOf(added), bytes > 0 ? digits(Math.round(bytes)) : ''])
    return { contender, ...added }
  })
}

function timesOf({ cpu, blocks, first }: CallTimes): string[] {
  return [cpu, blocks, first].map(digits)
}

function difference(one: CallTimes, other: CallTimes): CallTimes {
  return { cpu: one.cpu - other.cpu, blocks: one.blocks - other.blocks, first: one.first - other.first }
}

function medians(times: readonly CallTimes[]): CallTimes {
  const of = (read: (time: CallTimes) => number): number => median(times.map(read))
  return { cpu: of(({ cpu }) => cpu), blocks: of(({ blocks }) => blocks), first: of(({ first }) => first) }
}

async function measureOnce(
  id: string,
  { letters = 2, chunks = 0, many = 0 }: { letters?: number; chunks?: number; many?: number },
): Promise<AutologCost | undefined> {
  collector.takeBytes()
  const words = [id, letters, chunks, collector.url, many]
  try {
    const cost = await runProcess<AutologCost>('autolog-process', words, ['--expose-gc'])
    return { ...cost, bytes: cost.bytes + collector.takeBytes() / cost.calls }
  } catch (error) {
    console.error(`${id} failed: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`)
    return undefined
  }
}

/** What a hundred thousand calls leave in memory, once per contender. */
async function measureHeap(): Promise<void> {
  rows.push([`heap after ${digits(MANY)} calls, KiB more`])
  for (const { id, title } of contenders) {
    const cost = await measureOnce(id, { many: MANY })
    rows.push([`  ${title}`, cost ? digits(Math.round(cost.grownKiB)) : ''])
  }
}

function tellTargets(): void {
  const [call, long, stream] = standings.map(ours) as [Standing, Standing, Standing]
  const lightest = Math.min(
    ...standings[0]!.filter(({ contender }) => contender.package && contender.words).map(({ cpu }) => cpu),
  )
  console.log(verdict(call.cpu <= 30, `a call costs at most 30 µs more: ${digits(call.cpu)}`))
  console.log(
    verdict(call.cpu < lightest / 2, `less than half of the lightest that records words: ${digits(lightest)}`),
  )
  console.log(verdict(stream.cpu <= 1, `a chunk costs at most 1 µs more: ${digits(stream.cpu)}`))
  console.log(
    verdict(long.first <= call.first * 1.1, `the answer to 200 KB waits no longer for us: ${digits(long.first)}`),
  )
  console.log(`a first chunk comes ${digits(stream.first)} µs later`)
}

function ours(list: readonly Standing[]): Standing {
  return list.find(({ contender }) => contender.id === 'seetrain')!
}
