import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ImportedSource } from '@seetrain/hub'
import { absentPeer, pythonPeer } from '../peers/python-peer.ts'
import { describeWhen } from '../skip.ts'
import { ImportFolder } from './import-folder.ts'

const python = pythonPeer('python-torch')
const folder = new ImportFolder()
afterAll(() => folder.remove())

describeWhen(python !== undefined, absentPeer('python-torch'))('what frameworks leave behind', () => {
  let runs: { [format: string]: ImportedSource }

  beforeAll(async () => {
    execFileSync(python!, [join(__dirname, 'write_frameworks.py'), folder.path], { stdio: 'ignore' })
    const imported = await folder.import('.', { project: 'all' })
    runs = Object.fromEntries(imported.map(run => [run.format, run]))
    expect(Object.keys(runs).sort()).toEqual(['csv', 'mmengine', 'transformers'])
    expect(imported.flatMap(({ problems }) => problems)).toEqual([])
  }, 300_000)

  it('Lightning’s CSVLogger: each column’s points, and the parameters', () => {
    const { runId, name } = runs['csv']!
    expect(name).toBe('lightning/version_0')
    expect(folder.points(runId, 'train_loss')).toEqual([
      [0, 0.5],
      [2, Number.NaN],
    ])
    expect(folder.points(runId, 'val_loss')).toEqual([[1, 0.25]])
    expect(folder.records(runId, 'config')[0]!.set).toEqual({ lr: 0.01, layers: [64, 32] })
  })

  it('a Transformers Trainer: its history as the integration names it', () => {
    const { runId } = runs['transformers']!
    const state = JSON.parse(
      readFileSync(join(folder.path, 'transformers/checkpoint-6/trainer_state.json'), 'utf8'),
    ) as { log_history: { step: number; loss?: number; eval_loss?: number }[] }
    const history = state.log_history
    const points = (key: 'loss' | 'eval_loss'): [number, number][] =>
      history.flatMap(entry => (entry[key] === undefined ? [] : [[entry.step, entry[key]]]))
    expect(points('loss').map(([step]) => step)).toEqual([2, 4, 6])
    expect(folder.points(runId, 'train/loss')).toEqual(points('loss'))
    expect(folder.points(runId, 'eval/loss')).toEqual(points('eval_loss'))
    expect(folder.metrics(runId).every(({ epoch }) => epoch! > 0)).toBe(true)
    expect(folder.records(runId, 'config')[0]!.set).toMatchObject({ trainer_state: { max_steps: 6 } })
  })

  it('MMEngine’s LocalVisBackend: scalars, the config and images', () => {
    const { runId, name } = runs['mmengine']!
    expect(name).toBe('20261121_101010')
    expect(folder.points(runId, 'loss')).toEqual([
      [0, 1],
      [1, 1 / 2],
      [2, 1 / 3],
    ])
    expect(folder.points(runId, 'odd')).toEqual([[2, Number.NaN]])
    expect(folder.points(runId, 'alone')).toEqual([[5, 0.25]])
    expect(folder.records(runId, 'artifact')).toMatchObject([{ type: 'config', files: 1 }])
    expect(folder.records(runId, 'media')).toMatchObject([{ key: 'picture', step: 2, type: 'image' }])
  })

  it('adds nothing when it is imported again', async () => {
    expect((await folder.import('.', { project: 'all' })).map(({ added }) => added)).toEqual([0, 0, 0])
  })
})
