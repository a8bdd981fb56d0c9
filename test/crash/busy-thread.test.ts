import { nodeFileSystem, readRun, type Run } from '@seetrain/core'
import { RunFolder } from '../fixtures/run-folder.ts'

const folder = new RunFolder()
afterAll(() => folder.close())

/** Keeps this thread from doing anything else: no timer fires meanwhile. */
function compute(milliseconds: number): void {
  const end = performance.now() + milliseconds
  while (performance.now() < end) Math.sqrt(end)
}

const valuesOnDisk = (run: Run): number[] =>
  [...readRun(run.dir, nodeFileSystem)].flatMap(({ record }) => (record.kind === 'metric' ? [record.value] : []))

describe('a thread that logs much and then computes', () => {
  test('what it left in the buffer is on disk while it computes', () => {
    const run = folder.open()
    let logged = 0
    const late: object[] = []
    for (let round = 0; round < 20; round++) {
      for (let i = 0; i < 2000; i++) run.log({ value: ++logged })
      // a call that records nothing changes nothing
      run.log({})
      compute(150)
      const found = valuesOnDisk(run).length
      if (found !== logged) late.push({ round, logged, found })
    }
    // a machine that gives the guard no processor for 150 ms may make it late once, a broken guard is late always
    expect(late.length).toBeLessThanOrEqual(2)
  }, 60_000)

  test('pauses of every length: nothing lost, nothing twice, order kept', async () => {
    const run = folder.open()
    let logged = 0
    // around the moments when the guard looks, claims and writes
    for (let round = 0; round < 400; round++) {
      for (let i = 0; i < 40 + (round % 60); i++) run.log({ value: ++logged })
      compute((round * 0.37) % 7)
      if (round % 9 === 0) run.alert(`round ${round}`)
    }
    await run.finish()
    expect(valuesOnDisk(run)).toEqual(Array.from({ length: logged }, (_, i) => i + 1))
    expect(run.stats().dropped).toBe(0)
  }, 60_000)

  test('a tight loop beside the guard: nothing lost, nothing twice, order kept', async () => {
    const run = folder.open()
    const count = 700_000
    for (let value = 1; value <= count; value++) run.log({ value })
    await run.finish()
    const values = valuesOnDisk(run)
    expect({ found: values.length, ordered: values.every((value, index) => value === index + 1) }).toEqual({
      found: count,
      ordered: true,
    })
  }, 60_000)
})
