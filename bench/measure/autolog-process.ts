// What one way to record calls costs: `node --expose-gc autolog-process.ts CONTENDER LETTERS CHUNKS COLLECTOR [CALLS]`. The
// SDK is the real one, and a second copy of it that nobody records is called in turn with it, so that both meet the same
// moods of the machine. Its network is an answer in memory that comes a turn of the event loop later, so that nothing but
// work of the processor is measured. With CALLS, that many are made once, and the heap is looked at.
import { setImmediate as turn } from 'node:timers/promises'
import type { OpenAI } from 'openai'
import type { Recorder, StartRecorder } from '../contenders/model-calls/recorder.ts'
import { rivalCopy, rivalPackage } from './rivals.ts'
import { median } from './statistics.ts'

/** Microseconds, of the SDK alone or with a contender. */
export interface CallTimes {
  /** Processor time per call, or per chunk when streamed, its garbage and what is handed over behind it included. */
  cpu: number
  /** Until `create()` gives control back. */
  blocks: number
  /** From `create()` to the first chunk, or to the answer. */
  first: number
}

export interface AutologCost {
  alone: CallTimes
  recorded: CallTimes
  /** Bytes written per call; what went to the collector is counted there. */
  bytes: number
  /** How many calls were recorded. */
  calls: number
  /** KiB that the heap grew. */
  grownKiB: number
}

interface Waited {
  held: number
  first: number
}

const ROUNDS = 120
const TIMED_CALLS = 60
/** The slowest contenders make fewer rounds. */
const LONGEST_MS = 10_000
const [contender = 'seetrain', letters = '2', chunks = '0', collector = '', many = '0'] = process.argv.slice(2)
const chunkCount = Number(chunks)
const isLong = Number(letters) > 100_000
// short, so that many blocks pass while the machine does nothing else
const perBlock = chunkCount > 0 ? 1 : isLong ? 10 : 250
// V8 compiles what is called often, and compiles it again when it knows more
const warmUp = chunkCount > 0 ? 20 : isLong ? 300 : 3000
const content = 'The quick brown fox jumps over the lazy dog. '.repeat(5000).slice(0, Number(letters))
/** What a program does between calls: a megabyte that leaves nothing of ours, or of theirs, in the processor's caches. */
const between = JSON.stringify(Array.from({ length: 30_000 }, (_, index) => ({ index, name: `n${index}` })))

interface Side {
  client: OpenAI
  flush(): Promise<void>
}

// in a function: what is measured is not the top of a module, which V8 treats as a case of its own
// some flush by timers that keep no process alive
setInterval(() => {}, 1000)
process.stdout.write(JSON.stringify(await measure()))
// what the contenders leave behind is no part of the measurement
process.exit()

async function measure(): Promise<AutologCost> {
  const alone = { client: newClient(rivalCopy('openai')), flush: async () => {} }
  const { start } = (await import(`../contenders/model-calls/${contender}.ts`)) as { start: StartRecorder }
  const recorder = await start(rivalPackage('openai'), collector)
  const recorded = { client: recorder.client(newClient(rivalPackage('openai'))), flush: () => recorder.flush() }
  for (const side of [alone, recorded]) await warm(side)
  const result =
    Number(many) > 0
      ? { ...(await measureHeap(recorded, recorder)), calls: Number(many) + warmUp }
      : await measureTimes(alone, recorded, recorder)
  await recorder.end?.()
  return result
}

async function warm({ client, flush }: Side): Promise<void> {
  const until = performance.now() + LONGEST_MS
  for (let count = 0; count < warmUp && performance.now() < until; count++) await call(client)
  await flush()
}

async function measureHeap(side: Side, recorder: Recorder): Promise<Omit<AutologCost, 'calls'>> {
  const [heap, bytes] = [await heapKiB(), recorder.bytes?.() ?? 0]
  for (let count = 0; count < Number(many); count++) await call(side.client)
  await side.flush()
  const nothing = { cpu: 0, blocks: 0, first: 0 }
  const written = ((recorder.bytes?.() ?? 0) - bytes) / Number(many)
  return { alone: nothing, recorded: nothing, bytes: written, grownKiB: (await heapKiB()) - heap }
}

async function measureTimes(alone: Side, recorded: Side, recorder: Recorder): Promise<AutologCost> {
  const before = recorder.bytes?.() ?? 0
  const blocks = { alone: [] as number[], recorded: [] as number[] }
  const until = performance.now() + LONGEST_MS
  do {
    blocks.alone.push(await measureBlock(alone))
    blocks.recorded.push(await measureBlock(recorded))
  } while (blocks.alone.length < ROUNDS && performance.now() < until)
  const recordedCalls = blocks.recorded.length * perBlock
  const bytes = ((recorder.bytes?.() ?? 0) - before) / recordedCalls
  const waited = await timeCalls(alone, recorded)
  return {
    alone: { cpu: quiet(blocks.alone), ...waited.alone },
    recorded: { cpu: quiet(blocks.recorded), ...waited.recorded },
    bytes,
    calls: recordedCalls + warmUp,
    grownKiB: 0,
  }
}

/** Processor time of a block of calls, of handing over what they left, and of collecting their garbage. */
async function measureBlock({ client, flush }: Side): Promise<number> {
  const start = process.cpuUsage()
  for (let index = 0; index < perBlock; index++) await call(client)
  await flush()
  await turn()
  globalThis.gc?.({ type: 'minor' })
  const { user, system } = process.cpuUsage(start)
  return (user + system) / perBlock / (chunkCount || 1)
}

type Waits = Omit<CallTimes, 'cpu'>

/** What the caller waits for, when nothing is left to do of the calls before. */
async function timeCalls(alone: Side, recorded: Side): Promise<{ alone: Waits; recorded: Waits }> {
  const waited = { alone: [] as Waited[], recorded: [] as Waited[] }
  const until = performance.now() + LONGEST_MS
  while (waited.alone.length < TIMED_CALLS && performance.now() < until) {
    waited.alone.push(await timeCall(alone))
    waited.recorded.push(await timeCall(recorded))
  }
  return { alone: medians(waited.alone), recorded: medians(waited.recorded) }
}

async function timeCall({ client, flush }: Side): Promise<Waited> {
  await flush()
  JSON.parse(between)
  globalThis.gc?.({ type: 'minor' })
  await turn()
  return call(client)
}

// medians: a process that is put aside for a moment was not blocked by us
function medians(waited: readonly Waited[]): Waits {
  return {
    blocks: median(waited.map(({ held }) => held)) * 1000,
    first: median(waited.map(({ first }) => first)) * 1000,
  }
}

/** The quietest tenth: what else the machine does only ever adds. */
function quiet(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 10)]!
}

async function heapKiB(): Promise<number> {
  for (let round = 0; round < 3; round++) {
    globalThis.gc?.()
    await turn()
  }
  return process.memoryUsage().heapUsed / 1024
}

async function call(client: OpenAI): Promise<Waited> {
  const body = { model: 'gpt-4o-mini', messages: [{ role: 'user' as const, content }] }
  const start = performance.now()
  const promise =
    chunkCount > 0 ? client.chat.completions.create({ ...body, stream: true }) : client.chat.completions.create(body)
  const held = performance.now() - start
  const result = await promise
  let first = performance.now() - start
  let seen = 0
  if (Symbol.asyncIterator in result)
    for await (const chunk of result) {
      if (seen === 0) first = performance.now() - start
      seen += chunk.choices.length
    }
  if (seen !== chunkCount) throw new Error(`${seen} chunks came`)
  return { held, first }
}

function newClient({ OpenAI }: typeof import('openai')): OpenAI {
  return new OpenAI({ apiKey: 'none', baseURL: 'http://127.0.0.1/v1', maxRetries: 0, fetch: answer() })
}

function answer(): typeof fetch {
  const head = { id: 'chatcmpl-1', created: 1, model: 'gpt-4o-mini' }
  const message = { role: 'assistant', content: 'Hello! How can I help you today?' }
  const usage = { prompt_tokens: 10, completion_tokens: 9, total_tokens: 19 }
  const whole = JSON.stringify({ ...head, choices: [{ index: 0, message, finish_reason: 'stop' }], usage })
  const piece = `data: ${JSON.stringify({ ...head, choices: [{ index: 0, delta: { content: 'word ' }, finish_reason: null }] })}\n\n`
  const [event, end] = [piece, 'data: [DONE]\n\n'].map(text => new TextEncoder().encode(text)) as [
    Uint8Array,
    Uint8Array,
  ]
  return async () => {
    await turn()
    const [type, body] = chunkCount > 0 ? ['text/event-stream', eventStream(event, end)] : ['application/json', whole]
    return new Response(body, { headers: { 'content-type': type } })
  }
}

/** One event at a time, as a network brings them. */
function eventStream(event: Uint8Array, end: Uint8Array): ReadableStream<Uint8Array> {
  let sent = 0
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(sent < chunkCount ? event.slice() : end)
      if (sent++ === chunkCount) controller.close()
    },
  })
}
