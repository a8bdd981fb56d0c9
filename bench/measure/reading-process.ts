// node reading-process.ts <points>: writes a journal, reads it back, and continues it after a torn end.
import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { init, JournalReader, nodeFileSystem } from 'seetrain'
import { losses, MASK } from '../contenders/contender.ts'

export interface Reading {
  bytes: number
  points: number
  /** How many of them were read. */
  found: number
  readMs: number
  /** From `init` with `resume: 'must'` to its return. */
  resumeMs: number
}

const points = Number(process.argv[2])
const dir = mkdtempSync(join(tmpdir(), 'bench-'))
const id = 'reading'
// what else a run records would be counted as its reading
const settings = { captureEnvironment: false, systemMonitor: false, captureConsole: false }
const run = init({ dir, project: 'bench', id, settings })
for (let step = 0; step < points; step++) run.log({ loss: losses[step & MASK] }, { step })
await run.finish()

const journal = join(dir, '.seetrain', 'runs', id)
const segments = readdirSync(journal, { recursive: true, withFileTypes: true })
  .filter(entry => entry.isFile() && entry.name.endsWith('.bin'))
  .map(entry => join(entry.parentPath, entry.name))
  .sort()
const bytes = segments.reduce((sum, path) => sum + statSync(path).size, 0)

const start = performance.now()
const reader = new JournalReader(run.dir, nodeFileSystem)
let found = 0
for (const { records } of reader.chunks()) for (const record of records) if (record.kind === 'metric') found++
reader.close()
const read = performance.now()

appendFileSync(segments.at(-1)!, Uint8Array.of(0xc5, 0x7e, 3, 200))
const before = performance.now()
const again = init({ dir, project: 'bench', id, settings, resume: 'must' })
const resumed = performance.now()
await again.finish()
rmSync(dir, { recursive: true })
const reading: Reading = { bytes, points, found, readMs: read - start, resumeMs: resumed - before }
process.stdout.write(JSON.stringify(reading))
