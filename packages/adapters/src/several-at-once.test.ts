import { init, log, registerIntegration } from '@seetrain/core'
import { captureDiag } from '@seetrain/core/testing'
import { RunFolder } from '../../../test/fixtures/run-folder.ts'
import { integrations } from './catalog.ts'

let runs: RunFolder
let lines: string[]
const undo: (() => void)[] = []

beforeEach(() => {
  runs = new RunFolder()
  lines = []
  undo.push(captureDiag(line => lines.push(line)))
  for (const [framework, load] of Object.entries(integrations)) undo.push(registerIntegration(framework, load))
})

afterEach(async () => {
  for (const step of undo.splice(0)) step()
  await runs.close()
})

const joining = () => ({ dir: runs.dir, project: 'tests', experimentName: 'shared' })
const shared = () => runs.options(joining())

test('trap 23: all frameworks at once share one run: one copy of each metric, every framework marked, the last one out ends it', async () => {
  const ids = Object.keys(integrations)
  expect(ids.length).toBeGreaterThanOrEqual(10)
  const all = ids.map((framework, index) => init(framework, index === 0 ? shared() : joining()))
  const [{ run }] = all as [(typeof all)[number]]
  expect(new Set(all.map(integration => integration.run))).toEqual(new Set([run]))
  expect(run.config['frameworks']).toEqual(ids)
  for (let step = 0; step < 3; step++) log({ loss: step }, { step })
  for (const integration of all.slice(1)) await integration.finish()
  expect(run.state).toBe('running')
  log({ loss: 3 }, { step: 3 })
  await all[0]?.finish()
  expect(run.state).toBe('finished')
  expect(await runs.points(run, 'loss')).toEqual([
    [0, 0],
    [1, 1],
    [2, 2],
    [3, 3],
  ])
  expect(lines).toEqual([])
})

test('trap 23: what one framework says is not said again by the others', async () => {
  const lightning = init('pytorch_lightning', shared())
  const keras = init('keras', joining())
  const mmengine = init('mmengine', joining())
  lightning.getCallback().logMetrics({ loss: 1 }, 1)
  keras.getCallback().onEpochEnd(2, { loss: 2 })
  mmengine.getBackend().addScalar('loss', 3, 3)
  expect(await runs.points(lightning.run, 'loss')).toEqual([
    [1, 1],
    [2, 2],
    [3, 3],
  ])
  expect([lightning, keras, mmengine].map(integration => integration.getStats().points)).toEqual([1, 1, 1])
  for (const integration of [lightning, keras, mmengine]) await integration.finish()
})

test('trap 25: a failure of one that has left makes the run a failed one, also when the last one leaves well', async () => {
  const [first, last] = [init('xgboost', shared()), init('mlflow', joining())]
  await first.finish({ state: 'failed', error: new Error('out of memory') })
  await last.getBackend().endRun('FINISHED')
  expect(last.run.state).toBe('failed')
})
