// What one way to record calls costs: `node autolog-process.ts CONTENDER LETTERS CHUNKS COLLECTOR [CALLS]`. The SDK is the
// real one. Its network is an answer in memory that comes a turn of the event loop later, so that nothing but work of the
// processor is measured. With CALLS, that many are made once, and the heap is looked at.
import { setImmediate as turn } from 'node:timers/promises'
import type { OpenAI } from 'openai'
import type { Recorder, StartRecorder } from '../contenders/model-calls/recorder.ts'
import { rivalPackage } from './rivals.ts'
import { median } from './statistics.ts'

export interface AutologCost {
  /** Processor time, microseconds, per call, and per chunk when streamed. */
  cpuPerCall: number
  cpuPerChunk: number
  /** Microseconds until `create()` gives control back. */
  blocks: number
  /** Microseconds from `create()` to the first chunk, or to the answer. */
  first: number
  /** Bytes written per call; what went to the collector is counted there. */
  bytes: number
  calls: number
  /** KiB that the heap grew. */
  grownKiB: number
}

interface CallTimes {
  held: number
  first: number
}

const ROUNDS = 25
const BLOCKS = 10
const TIMED_CALLS = 40
/** The slowest contenders make fewer rounds. */
const LONGEST_MS = 8000
const [contender = 'bare', letters = '2', chunks = '0', collector = '', many = '0'] = process.argv.slice(2)
const chunkCount = Number(chunks)
// short, so that many blocks pass while the machine does nothing else
const perBlock = Number(many) || (chunkCount > 0 ? 1 : Number(letters) > 100_000 ? 5 : 50)
// V8 compiles what is called often, and compiles it again when it knows more
const warmUp = chunkCount > 0 ? 20 : Number(letters) > 100_000 ? 300 : 3000
const content = 'The quick brown fox jumps over the lazy dog. '.repeat(5000).slice(0, Number(letters))

// in a function: what is measured is not the top of a module, which V8 treats as a case of its own
// some flush by timers that keep no process alive
setInterval(() => {}, 1000)
process.stdout.write(JSON.stringify(await measure()))
// what the contenders leave behind is no part of the measurement
process.exit()

async function measure(): Promise<AutologCost> {
  const { start } = (await import(`../contenders/model-calls/${contender}.ts`)) as { start: StartRecorder }
  const recorder = await start(rivalPackage('openai'), collector)
  const { OpenAI } = rivalPackage<typeof import('openai')>('openai')
  const options = { apiKey: 'none', baseURL: 'http://127.0.0.1/v1', maxRetries: 0, fetch: answer() }
  const client = recorder.client(new OpenAI(options))
  const warmUntil = performance.now() + LONGEST_MS
  for (let warm = 0; warm < warmUp && performance.now() < warmUntil; warm++) await call(client)
  await recorder.flush()
  const before = { bytes: recorder.bytes?.() ?? 0, heap: await heapKiB() }
  const rounds: Round[] = []
  const blocks = Number(many) > 0 ? 1 : BLOCKS
  const until = performance.now() + LONGEST_MS
  do rounds.push(await measureRound(client, recorder, blocks))
  while (Number(many) === 0 && rounds.length < ROUNDS && performance.now() < until)
  const grownKiB = (await heapKiB()) - before.heap
  const calls = rounds.length * blocks * perBlock
  const bytes = ((recorder.bytes?.() ?? 0) - before.bytes) / calls
  const times = await timeCalls(client, recorder)
  await recorder.end?.()
  const cpuPerCall =
    quiet(rounds.flatMap(round => round.blocks)) / perBlock +
    quiet(rounds.map(round => round.flush)) / (blocks * perBlock)
  return {
    cpuPerCall,
    cpuPerChunk: chunkCount > 0 ? cpuPerCall / chunkCount : 0,
    // medians: a process that is put aside for a moment was not blocked by us
    blocks: median(times.map(({ held }) => held)) * 1000,
    first: median(times.map(({ first }) => first)) * 1000,
    bytes,
    calls: calls + warmUp,
    grownKiB,
  }
}

/** Processor time of each block of calls, and of handing over what they left. */
interface Round {
  blocks: number[]
  flush: number
}

async function measureRound(client: OpenAI, recorder: Recorder, count: number): Promise<Round> {
  const blocks: number[] = []
  for (let block = 0; block < count; block++) {
    const start = process.cpuUsage()
    for (let index = 0; index < perBlock; index++) await call(client)
    blocks.push(microseconds(start))
  }
  const start = process.cpuUsage()
  await recorder.flush()
  await turn()
  return { blocks, flush: microseconds(start) }
}

/** What the caller waits for, when nothing is left to do of the calls before. */
async function timeCalls(client: OpenAI, recorder: Recorder): Promise<CallTimes[]> {
  const times: CallTimes[] = []
  const until = performance.now() + LONGEST_MS
  while (times.length < TIMED_CALLS && performance.now() < until) {
    await recorder.flush()
    await turn()
    times.push(await call(client))
  }
  return times
}

function microseconds(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since)
  return user + system
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

async function call(client: OpenAI): Promise<CallTimes> {
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
