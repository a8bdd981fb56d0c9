import { appendFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { ImportFolder } from './import-folder.ts'

const folder = new ImportFolder()
afterAll(() => folder.remove())

it('takes each format out of a folder that mixes them', async () => {
  folder.write('mixed/a/metrics.csv', 'step,loss\n0,1\n')
  folder.write('mixed/b/log.jsonl', '{"step":0,"loss":1}\n')
  folder.write('mixed/c/20260101_000000/vis_data/scalars.json', '{"step":0,"loss":1}\n')
  folder.write('mixed/d/trainer_state.json', '{"log_history":[{"step":2,"epoch":0.5,"eval_loss":NaN}]}')
  folder.write('mixed/mlruns/1/r/meta.yaml', 'run_id: r\nstart_time: 1\nstatus: 3\nend_time: 2\n')
  const imported = await folder.import('mixed')
  expect(imported.map(({ format }) => format)).toEqual(['csv', 'jsonl', 'mmengine', 'transformers', 'mlflow'])
  expect(folder.points(imported[3]!.runId, 'eval/loss')).toEqual([[2, Number.NaN]])
})

it('follows a link out of the folder once, and none within it', async () => {
  folder.write('away/metrics.csv', 'step,loss\n0,1\n')
  folder.write('linked/real/metrics.csv', 'step,loss\n0,1\n')
  symlinkSync(join(folder.path, 'linked/real'), join(folder.path, 'linked/latest'))
  symlinkSync(join(folder.path, 'linked'), join(folder.path, 'linked/circle'))
  for (const name of ['one', 'two']) symlinkSync(join(folder.path, 'away'), join(folder.path, 'linked', name))
  const imported = await folder.import('linked')
  expect(imported.map(({ name }) => name)).toEqual(['one', 'real'])
})

it('waits in an empty folder while it follows', async () => {
  folder.write('soon/readme.txt', '')
  const stop = new AbortController()
  let looks = 0
  const imported = await folder.import('soon', {
    signal: stop.signal,
    untilNext: () => {
      folder.write('soon/run/metrics.csv', 'step,loss\n0,1\n')
      looks++
      if (looks === 2) stop.abort()
      return Promise.resolve()
    },
  })
  expect(imported.map(({ name, added }) => [name, added])).toEqual([['run', 1]])
})

it('leaves a line of JSON that lacks its end until it has it', async () => {
  const path = folder.write('torn/log.jsonl', '{"step":0,"loss":1}\n{"step":1,"lo')
  const [first] = await folder.import('torn')
  appendFileSync(path, 'ss":2}\n')
  expect(await folder.import('torn')).toMatchObject([{ runId: first!.runId, added: 1, problems: [] }])
  expect(folder.points(first!.runId, 'loss')).toEqual([
    [0, 1],
    [1, 2],
  ])
})

it('says so when a log is shorter than before', async () => {
  folder.write('cut/metrics.csv', 'step,loss\n0,1\n1,2\n')
  await folder.import('cut')
  folder.write('cut/metrics.csv', 'step,loss\n0,1\n')
  expect((await folder.import('cut'))[0]!.problems).toEqual([
    'metrics.csv holds less than what was imported before: a new training needs a path of its own',
  ])
})
