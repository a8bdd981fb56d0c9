import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadSummary, nodeFileSystem, readRun, runFolder } from '@seetrain/core'
import { TIME_SLACK } from '../slack.ts'

const FIXTURE = join(__dirname, 'fixtures/logging-process.ts')
/** What a killed process may lose, by design. */
const ALLOWED_MS = 5 * TIME_SLACK

export interface KillRound {
  pattern: string
  durability: 'buffered' | 'record'
  /** Time from the first logged value to the kill. */
  lifeMs: number
}

export interface KillResult {
  acknowledged: number
  read: number
  /** Values that must be there and are not. */
  missing: number[]
  inOrderOnce: boolean
  state: string
}

/** Starts a process that logs, kills it, and compares what it says it logged with what can be read. */
export async function killRound({ pattern, durability, lifeMs }: KillRound): Promise<KillResult> {
  const dir = mkdtempSync(join(tmpdir(), 'crash-'))
  try {
    const { acknowledgements, killedAt, waitedMs } = await runAndKill(pattern, dir, durability, lifeMs)
    const values: number[] = []
    for (const { record } of readRun(runFolder(join(dir, '.seetrain'), 'crash'), nodeFileSystem)) {
      if (record.kind === 'metric' && record.key === 'value') values.push(record.value)
    }
    const allowed = durability === 'record' ? 0 : ALLOWED_MS + waitedMs
    const seen = new Set(values)
    return {
      acknowledged: acknowledgements.length,
      read: values.length,
      missing: acknowledgements
        .filter(([value, at]) => at < killedAt - allowed && !seen.has(value))
        .map(([value]) => value),
      inOrderOnce: values.every((value, index) => value === index + 1),
      state: loadSummary(runFolder(join(dir, '.seetrain'), 'crash'), nodeFileSystem).state,
    }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

async function runAndKill(pattern: string, dir: string, durability: string, lifeMs: number) {
  const child = spawn(process.execPath, ['--conditions=@seetrain/source', FIXTURE, pattern, dir, durability], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()))
  let killedAt = 0
  let waitedMs = 0
  await new Promise<void>((resolve, reject) => {
    child.once(
      'exit',
      (code, signal) =>
        signal !== 'SIGKILL' && reject(new Error(`the logging process ended by itself: ${code ?? signal}`)),
    )
    child.stdout.once('data', () => {
      // a machine that gives the process no processor is no fault of the journal: that time is told by the kernel
      const samples = [waitingTime(child.pid!)]
      const sampler = setInterval(() => samples.push(waitingTime(child.pid!)), 5)
      setTimeout(() => {
        clearInterval(sampler)
        waitedMs = waitingTime(child.pid!) - samples.at(Math.max(-10, -samples.length))!
        killedAt = performance.timeOrigin + performance.now()
        child.kill('SIGKILL')
        resolve()
      }, lifeMs)
    })
  })
  await ended
  const bytes = readFileSync(join(dir, 'notes.bin'))
  const words = new Float64Array(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length - (bytes.length % 16)),
  )
  const acknowledgements: [number, number][] = []
  for (let i = 0; i < words.length; i += 2) acknowledgements.push([words[i]!, words[i + 1]!])
  return { acknowledgements, killedAt, waitedMs }
}

/** Milliseconds that the threads of a process were ready to run and were given no processor: the worst off of them. */
function waitingTime(pid: number): number {
  try {
    const tasks = readdirSync(`/proc/${pid}/task`)
    return Math.max(
      ...tasks.map(task => Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[1]) / 1e6),
    )
  } catch {
    return 0
  }
}
