import type { RunCommand } from '../run-command.ts'
import type { MonitorSource, SampleValues } from './source.ts'

const MEBIBYTE = 1_048_576
const TIMEOUT_MS = 5000

/** What is asked of nvidia-smi, the key it becomes and what it is multiplied by. */
const FIELDS = [
  ['utilization.gpu', 'utilization', 1],
  ['utilization.memory', 'memory_utilization', 1],
  ['memory.used', 'memory_used_bytes', MEBIBYTE],
  ['memory.total', 'memory_total_bytes', MEBIBYTE],
  ['temperature.gpu', 'temperature_celsius', 1],
  ['power.draw', 'power_watts', 1],
  ['clocks.sm', 'clock_mhz', 1],
] as const
const QUERY = [`--query-gpu=index,${FIELDS.map(([field]) => field).join(',')}`, '--format=csv,noheader,nounits']

// on some machines nvidia-smi takes seconds and the driver's locks with it
const PAUSE_PER_DURATION = 10

/** All NVIDIA GPUs, by one short nvidia-smi per sample. A slow one leaves samples out. */
export class NvidiaSource implements MonitorSource {
  readonly name = 'nvidia'
  readonly #run: RunCommand
  readonly #stopwatch: () => number
  #durationMs = 0
  #pauseMs = 0

  constructor(run: RunCommand, stopwatch: () => number = () => performance.now()) {
    this.#run = run
    this.#stopwatch = stopwatch
  }

  async read(elapsedMs: number): Promise<SampleValues> {
    this.#pauseMs += elapsedMs
    if (this.#pauseMs < this.#durationMs * PAUSE_PER_DURATION) return {}
    this.#pauseMs = 0
    const before = this.#stopwatch()
    const { text } = await this.#run('nvidia-smi', QUERY, { timeoutMs: TIMEOUT_MS, background: true })
    this.#durationMs = this.#stopwatch() - before
    const values: SampleValues = {}
    for (const line of text.split('\n')) readGpu(line, values)
    return values
  }
}

function readGpu(line: string, into: SampleValues): void {
  const [index = '', ...columns] = line.split(',').map(column => column.trim())
  if (!/^\d+$/.test(index)) return
  for (const [at, [, key, factor]] of FIELDS.entries()) {
    // "[N/A]" and "[Not Supported]" are fields that this GPU does not have
    const value = Number.parseFloat(columns[at] ?? '')
    if (!Number.isNaN(value)) into[`gpu.${index}.${key}`] = value * factor
  }
}
