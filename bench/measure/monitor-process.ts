// Processor time that a process with nothing else to do spends on watching its machine.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { init } from 'seetrain'

export interface Monitoring {
  cpuMsPerSample: number
}

const SAMPLES = 20

const dir = mkdtempSync(join(tmpdir(), 'bench-'))
const settings = { captureEnvironment: false, captureConsole: false, systemIntervalMs: 100 }
const run = init({ dir, project: 'bench', settings })
const samples = (): number => run.stats().records['system'] ?? 0
// the first sample finds out what there is to watch
while (samples() === 0) await delay(20)
const before = samples()
const start = process.cpuUsage()
while (samples() < before + SAMPLES) await delay(50)
const used = process.cpuUsage(start)
const monitoring: Monitoring = { cpuMsPerSample: (used.user + used.system) / 1000 / (samples() - before) }
await run.finish()
rmSync(dir, { recursive: true })
process.stdout.write(JSON.stringify(monitoring))
