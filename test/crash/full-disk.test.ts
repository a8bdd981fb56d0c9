import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { init, nodeFileSystem, readRun } from '@seetrain/core'
import { captureDiag } from '@seetrain/core/testing'
import { describeWhen } from '../skip.ts'

const disk = mkdtempSync(join(tmpdir(), 'disk-'))
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk]).status === 0

afterAll(() => {
  if (mounted) spawnSync('umount', [disk])
  rmdirSync(disk)
})

const settings = { systemMonitor: false, captureEnvironment: false, captureConsole: false }

describeWhen(mounted, 'a small tmpfs can be mounted only by root')('a disk that is really full', () => {
  test('training goes on, one warning, what was lost is counted, and recording goes on when there is room', async () => {
    const lines: string[] = []
    const release = captureDiag(line => lines.push(line))
    const filler = join(disk, 'filler')
    writeFileSync(filler, new Uint8Array(3_900 * 1024))
    const run = init({ dir: disk, settings })
    let logged = 0
    const log = (count: number): void => {
      for (let i = 0; i < count; i++) run.log({ value: ++logged })
    }
    log(500_000)
    await turnsUntil(() => run.stats().writeError !== undefined)
    expect(run.stats().writeError).toMatch(/ENOSPC/)
    expect(run.stats().dropped).toBeGreaterThan(0)
    rmSync(filler)
    await turnsUntil(() => {
      log(1)
      return run.stats().writeError === undefined
    })
    log(100)
    await run.finish()
    release()
    const values: number[] = []
    let told = 0
    for (const { record } of readRun(run.dir, nodeFileSystem)) {
      if (record.kind === 'metric') values.push(record.value)
      if (record.kind === 'dropped') told += record.count
    }
    const { dropped } = run.stats()
    expect({ kept: values.length + dropped, told, last: values.at(-1) }).toEqual({
      kept: logged,
      told: dropped,
      last: logged,
    })
    expect(values).toEqual(values.toSorted((a, b) => a - b))
    expect(lines.filter(line => line.includes('ENOSPC'))).toHaveLength(1)
  }, 60_000)
})

/** Turns the event loop until something holds: timers run in between. */
async function turnsUntil(holds: () => boolean): Promise<void> {
  const end = performance.now() + 20_000
  while (!holds()) {
    if (performance.now() > end) throw new Error('waited 20 s in vain')
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}
