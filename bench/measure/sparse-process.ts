// A call that comes after other work, as in a training: caches are cold and the journal writes at once.
import { mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { init } from 'seetrain'
import { losses, MASK } from '../contenders/contender.ts'
import { median } from './statistics.ts'

export interface Sparse {
  logMicroseconds: number
  /** A bare write of as many bytes to a file, in the same process. */
  writeMicroseconds: number
}

const CALLS = 150
const WORK_MS = 8
const FRAME_BYTES = 35

const dir = mkdtempSync(join(tmpdir(), 'bench-'))
const run = init({ dir, project: 'bench' })
for (let step = 0; step < 200_000; step++) run.log({ loss: losses[step & MASK] }, { step })
const descriptor = openSync(join(dir, 'bare'), 'w')
const bytes = new Uint8Array(FRAME_BYTES)
const logged: number[] = []
const written: number[] = []
for (let call = 0; call < CALLS; call++) {
  logged.push(afterWork(() => run.log({ loss: losses[call & MASK] }, { step: call })))
  written.push(afterWork(() => writeSync(descriptor, bytes, 0, FRAME_BYTES, call * FRAME_BYTES)))
  await turn()
}
await run.finish()
rmSync(dir, { recursive: true })
const sparse: Sparse = { logMicroseconds: median(logged), writeMicroseconds: median(written) }
process.stdout.write(JSON.stringify(sparse))

/** Microseconds that a call takes after some work that has nothing to do with it. */
function afterWork(call: () => void): number {
  const table = new Float64Array(2 ** 16)
  for (const end = performance.now() + WORK_MS; performance.now() < end;) {
    for (let index = 0; index < table.length; index++) table[index] = Math.sqrt(index) + table[(index * 31) & MASK]!
  }
  const start = process.hrtime.bigint()
  call()
  return Number(process.hrtime.bigint() - start) / 1000
}
