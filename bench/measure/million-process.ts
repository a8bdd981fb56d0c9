// One million points from a cold start: no call was made before, nothing is compiled yet.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { init } from 'seetrain'
import { losses, MASK } from '../contenders/contender.ts'

export interface Million {
  logMs: number
  finishMs: number
}

const dir = mkdtempSync(join(tmpdir(), 'bench-'))
const run = init({ dir, project: 'bench' })
const start = performance.now()
for (let step = 0; step < 1_000_000; step++) run.log({ loss: losses[step & MASK] }, { step })
await run.flush()
const logged = performance.now()
await run.finish()
const million: Million = { logMs: logged - start, finishMs: performance.now() - logged }
rmSync(dir, { recursive: true })
process.stdout.write(JSON.stringify(million))
