// What one way to record calls adds: `node autolog-process.ts MODE LETTERS CHUNKS`. The SDK is the real one, its network an
// answer in memory, so that nothing but work of the processor is measured.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { enableOpenaiAutolog } from '@seetrain/autolog'
import OpenAI from 'openai'
import { median } from './statistics.ts'

export interface AutologCost {
  /** Processor time, microseconds, per call, and per chunk when streamed. */
  cpuPerCall: number
  cpuPerChunk: number
  /** Microseconds until `create()` gives control back. */
  blocks: number
  /** Bytes of journal per call. */
  bytes: number
  heapKiB: number
}

const ROUNDS = 15
const [mode = 'bare', letters = '2', chunks = '0'] = process.argv.slice(2)
const chunkCount = Number(chunks)
const calls = chunkCount > 0 ? 4 : Number(letters) > 100_000 ? 40 : 250

const dir = mkdtempSync(join(tmpdir(), 'bench-'))
const settings = { captureEnvironment: false, captureConsole: false, systemMonitor: false }
const capture = mode === 'numbers' ? 'none' : 'full'
const handle =
  mode === 'bare' ? undefined : enableOpenaiAutolog({ project: 'bench', dir, settings, capture, module: { OpenAI } })
if (mode === 'off') handle?.disable()

const client = new OpenAI({ apiKey: 'none', baseURL: 'http://127.0.0.1/v1', maxRetries: 0, fetch: answer() })
const content = 'The quick brown fox jumps over the lazy dog. '.repeat(5000).slice(0, Number(letters))
for (let warm = 0; warm < (chunkCount > 0 ? 6 : 400); warm++) await call()
await handle?.run.flush()
const bytesBefore = handle?.run.stats().bytesWritten ?? 0
const cpu: number[] = []
const blocks: number[] = []
for (let round = 0; round < ROUNDS; round++) {
  const start = process.cpuUsage()
  for (let index = 0; index < calls; index++) blocks.push(await call())
  await handle?.run.flush()
  await turn()
  const { user, system } = process.cpuUsage(start)
  cpu.push((user + system) / calls)
}
const bytes = ((handle?.run.stats().bytesWritten ?? 0) - bytesBefore) / (ROUNDS * calls)
globalThis.gc?.()
const heapKiB = process.memoryUsage().heapUsed / 1024
await handle?.finish()
rmSync(dir, { recursive: true })
// the quieter rounds: what else the machine does only ever adds
const cpuPerCall = cpu.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 5)]!
const cost: AutologCost = {
  cpuPerCall,
  cpuPerChunk: chunkCount > 0 ? cpuPerCall / chunkCount : 0,
  // the median: a process that is put aside for a moment was not blocked by us
  blocks: median(blocks) * 1000,
  bytes,
  heapKiB,
}
process.stdout.write(JSON.stringify(cost))

/** Milliseconds that the caller was held. */
async function call(): Promise<number> {
  const body = { model: 'gpt-4o-mini', messages: [{ role: 'user' as const, content }] }
  const start = performance.now()
  const promise =
    chunkCount > 0 ? client.chat.completions.create({ ...body, stream: true }) : client.chat.completions.create(body)
  const held = performance.now() - start
  const result = await promise
  let seen = 0
  if ('controller' in result) for await (const chunk of result) seen += chunk.choices.length
  if (seen !== chunkCount) throw new Error(`${seen} chunks came`)
  return held
}

function answer(): typeof fetch {
  const head = { id: 'chatcmpl-1', created: 1, model: 'gpt-4o-mini' }
  const message = { role: 'assistant', content: 'Hello! How can I help you today?' }
  const usage = { prompt_tokens: 10, completion_tokens: 9, total_tokens: 19 }
  const whole = JSON.stringify({ ...head, choices: [{ index: 0, message, finish_reason: 'stop' }], usage })
  const piece = `data: ${JSON.stringify({ ...head, choices: [{ index: 0, delta: { content: 'word ' }, finish_reason: null }] })}\n\n`
  const stream = new TextEncoder().encode(`${piece.repeat(chunkCount)}data: [DONE]\n\n`)
  return async () =>
    chunkCount > 0
      ? new Response(stream, { headers: { 'content-type': 'text/event-stream' } })
      : new Response(whole, { headers: { 'content-type': 'application/json' } })
}
