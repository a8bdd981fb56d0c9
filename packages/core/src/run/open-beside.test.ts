import { RunFolder } from '../../../../test/fixtures/run-folder.ts'
import { activeRun, log } from '../session.ts'
import { openBeside } from './open-beside.ts'

let runs: RunFolder

beforeEach(() => {
  runs = new RunFolder()
})

afterEach(async () => {
  delete process.env['SEETRAIN_RUN_ID']
  await runs.close()
})

test('a run beside another shares its project, folder and group, and is not the active one', async () => {
  const sweep = runs.open({ experimentName: 'sweep', config: { space: 'wide' }, tags: ['sweep'] })
  const trial = openBeside(sweep, { experimentName: 'trial-0', config: { lr: 1 } })
  log({ best: 1 })
  trial.log({ loss: 2 })
  expect(activeRun()).toBe(sweep)
  expect([await runs.points(sweep, 'best'), await runs.points(trial, 'loss')]).toEqual([[[0, 1]], [[0, 2]]])
  const [open] = await runs.records(trial)
  expect(open).toMatchObject({ kind: 'open', project: 'tests', name: 'trial-0', group: 'sweep' })
  expect(open).not.toHaveProperty('tags')
  expect(trial.config).toEqual({ lr: 1 })
  await trial.finish()
  expect(sweep.state).toBe('running')
})

test('it has an id of its own where the environment names the other run, and keeps the group that was given', async () => {
  const sweep = runs.open({ group: 'mine' })
  process.env['SEETRAIN_RUN_ID'] = sweep.id
  const trial = openBeside(sweep, { experimentName: 'trial' })
  expect(trial.id).not.toBe(sweep.id)
  expect((await runs.records(trial))[0]).toMatchObject({ group: 'mine' })
  await trial.finish()
})

test('beside a disabled run is a disabled run; beside what is no run is an error', () => {
  const trial = openBeside(runs.open({ mode: 'disabled' }), {})
  expect(trial.dir).toBe('')
  expect(() => openBeside({ ...trial }, {})).toThrow(expect.objectContaining({ field: 'run' }))
})
