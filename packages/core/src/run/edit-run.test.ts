import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { RunFolder } from '../../../../test/fixtures/run-folder.ts'
import { FaultyFileSystem } from '../ports/faulty-file-system.ts'
import { nodeFileSystem } from '../ports/node-file-system.ts'
import { randomIdSource } from '../ports/random-id-source.ts'
import { systemClock } from '../ports/system-clock.ts'
import { editRun, type EditRunParts } from './edit-run.ts'
import { loadSummary } from './load-run.ts'
import type { RunSummary } from './summary-file.ts'

let runs: RunFolder
let parts: EditRunParts
beforeEach(() => {
  runs = new RunFolder()
  const home = join(runs.dir, '.seetrain')
  parts = { home, fileSystem: nodeFileSystem, clock: systemClock, ids: randomIdSource }
})
afterEach(() => runs.close())

const fileOf = (dir: string): RunSummary => JSON.parse(readFileSync(join(dir, 'run.json'), 'utf8')) as RunSummary

it('changes the words that are given, in the journal and in run.json, and nothing else', async () => {
  const run = runs.open({ experimentName: 'before', tags: ['a'], notes: 'kept', config: { lr: 1 } })
  run.log({ loss: 2 }, { step: 1 })
  await run.finish()
  const before = loadSummary(run.dir, nodeFileSystem)
  const edited = editRun(run.id, { name: 'after', tags: ['a', 'b'] }, parts)
  expect(edited).toEqual({ ...before, name: 'after', tags: ['a', 'b'] })
  expect(loadSummary(run.dir, nodeFileSystem)).toEqual(edited)
  expect(fileOf(run.dir)).toEqual(edited)
  const records = await runs.records(run)
  expect(records.at(-1)).toEqual({ kind: 'edit', time: expect.any(Number), name: 'after', tags: ['a', 'b'] })
  // and again, on top of it
  expect(editRun(run.id, { tags: [] }, parts)).toMatchObject({ name: 'after', tags: [], notes: 'kept' })
})

it('refuses a run that goes on, and writes nothing', async () => {
  const run = runs.open({ experimentName: 'living' })
  expect(() => editRun(run.id, { name: 'other' }, parts)).toThrow(
    /the journal is being written by this process\. Edit it there with run\.edit, or wait for its end\.$/,
  )
  expect((await runs.records(run)).map(({ kind }) => kind)).toEqual(['open'])
  await run.finish()
  expect(editRun(run.id, { name: 'other' }, parts).name).toBe('other')
})

it('a run goes on after an edit and keeps it', async () => {
  const run = runs.open({ experimentName: 'first', tags: ['a'] })
  run.log({ loss: 1 }, { step: 1 })
  await run.finish()
  editRun(run.id, { tags: ['b'], notes: 'said later' }, parts)
  const again = runs.open({ id: run.id, resume: 'must' })
  again.log({ loss: 2 }, { step: 2 })
  await again.finish()
  expect(loadSummary(run.dir, nodeFileSystem)).toMatchObject({ name: 'first', tags: ['b'], notes: 'said later' })
  expect(await runs.points(again, 'loss')).toEqual([
    [1, 1],
    [2, 2],
  ])
})

it('what is wrong about the words or the id is told before anything is written', () => {
  const run = runs.open()
  expect(() => editRun(run.id, { tags: 'a' as unknown as string[] }, parts)).toThrow(
    /^tags: .*Pass an array of strings/,
  )
  expect(() => editRun('nothing', { name: 'x' }, parts)).toThrow(/there is no run "nothing"/)
})

it('a disk that refuses is an error, and the run stays as it was', async () => {
  const run = runs.open({ experimentName: 'kept' })
  await run.finish()
  const fileSystem = new FaultyFileSystem()
  fileSystem.fault = operation => (operation === 'write' ? 'ENOSPC' : undefined)
  expect(() => editRun(run.id, { name: 'lost' }, { ...parts, fileSystem })).toThrow(/ENOSPC/)
  expect(loadSummary(run.dir, nodeFileSystem).name).toBe('kept')
  expect(editRun(run.id, { name: 'written' }, parts).name).toBe('written')
})
