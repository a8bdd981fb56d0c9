// node --expose-gc memory-process.ts <points> …: memory after so many points of one run.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { init, type Run } from 'seetrain'
import { losses, MASK } from '../contenders/contender.ts'

export interface MemorySample {
  points: number
  /** As the machine sees the process, garbage included. */
  rss: number
  /** What is reachable, after a collection. */
  heapUsed: number
  /** Memory outside the heap that is held by buffers, after a collection. */
  external: number
}

// a training loop awaits now and then
const POINTS_PER_TURN = 1000

const dir = mkdtempSync(join(tmpdir(), 'bench-'))
const run = init({ dir, project: 'bench' })
const samples = [sample(0)]
let points = 0
for (const target of process.argv.slice(2).map(Number)) {
  points = await logUpTo(run, points, target)
  samples.push(sample(target))
}
await run.finish()
rmSync(dir, { recursive: true })
process.stdout.write(JSON.stringify(samples))

async function logUpTo(run: Run, from: number, to: number): Promise<number> {
  for (let step = from; step < to; step++) {
    run.log({ loss: losses[step & MASK] }, { step })
    if (step % POINTS_PER_TURN === 0) await turn()
  }
  return to
}

function sample(points: number): MemorySample {
  const { rss } = process.memoryUsage()
  globalThis.gc!()
  const { heapUsed, external } = process.memoryUsage()
  return { points, rss, heapUsed, external }
}
