// node monitor-process.ts <on|off>: processor time that a process with nothing else to do spends on watching its machine.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { init } from 'seetrain'

export interface Monitoring {
  samples: number
  cpuMs: number
}

const MEASURED_MS = 3000

const dir = mkdtempSync(join(tmpdir(), 'bench-'))
const run = init({
  dir,
  project: 'bench',
  settings: {
    captureEnvironment: false,
    captureConsole: false,
    systemMonitor: process.argv[2] === 'on',
    systemIntervalMs: 100,
  },
})
// the first samples find out what there is to watch
await delay(1000)
const before = run.stats().records['system'] ?? 0
const start = process.cpuUsage()
await delay(MEASURED_MS)
const used = process.cpuUsage(start)
const samples = (run.stats().records['system'] ?? 0) - before
await run.finish()
rmSync(dir, { recursive: true })
const monitoring: Monitoring = { samples, cpuMs: (used.user + used.system) / 1000 }
process.stdout.write(JSON.stringify(monitoring))
