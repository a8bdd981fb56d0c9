import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, renameSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import type { ImportedSource } from '@seetrain/hub'
import { absentPeer, pythonPeer } from '../peers/python-peer.ts'
import { describeWhen } from '../skip.ts'
import { ImportFolder } from './import-folder.ts'

const python = pythonPeer('mlflow')
const folder = new ImportFolder()
afterAll(() => folder.remove())

const STEPS = Array.from({ length: 10 }, (_, index) => index * 50)

describeWhen(python !== undefined, absentPeer('mlflow'))('stores that MLflow made', () => {
  beforeAll(() => {
    const at = (name: string): string => join(folder.path, name)
    mkdirSync(at('files'))
    mkdirSync(at('database'))
    write(at('files/mlruns'), at('files/mlruns/artifacts'))
    write(`sqlite:///${at('database/mlflow.db')}`, at('database/artifacts'))
  }, 180_000)

  function write(...words: string[]): void {
    execFileSync(python!, [join(__dirname, 'write_mlflow.py'), ...words], { stdio: 'ignore' })
  }

  describe.each(['files/mlruns', 'database/mlflow.db'])('%s', store => {
    let runs: { [name: string]: ImportedSource }

    beforeAll(async () => {
      const imported = await folder.import(store)
      runs = Object.fromEntries(imported.map(run => [run.name, run]))
    })

    it('makes a run of each run, in the project of its experiment', () => {
      expect(Object.keys(runs).sort()).toEqual(['child', 'going', 'gone', 'parent'])
      expect(Object.values(runs).flatMap(({ problems }) => problems)).toEqual([])
      expect(new Set(Object.values(runs).map(({ project, format }) => `${project} ${format}`))).toEqual(
        new Set(['digits mlflow']),
      )
    })

    it('gives every point its value, step and time, NaN and the infinities too', () => {
      const { runId } = runs['parent']!
      expect(folder.points(runId, 'loss')).toEqual(STEPS.map(step => [step, 1 / (step + 1)]))
      expect(folder.points(runId, 'val/acc')).toEqual(STEPS.map(step => [step, step / 500]))
      const points = folder.metrics(runId)
      expect(points.filter(({ key }) => key === 'loss').map(({ time }) => time)).toEqual(
        STEPS.map(step => 1_700_000_000_000 + step),
      )
      expect(points.filter(({ key }) => key === 'odd').map(({ step, value, time }) => [step, value, time])).toEqual([
        [0, Number.NaN, 1],
        [-3, Infinity, 2],
        [7, -Infinity, 3],
      ])
    })

    it('takes over parameters, tags, the description and whose child a run is', () => {
      const { runId } = runs['parent']!
      const config = Object.assign({}, ...folder.records(runId, 'config').map(({ set }) => set))
      expect(config).toMatchObject({ lr: 0.1, depth: 3, 'opt/name': 'adam' })
      const [edit] = folder.records(runId, 'edit')
      expect(edit).toMatchObject({ name: 'parent', notes: 'two layers', tags: ['team:blue'] })
      const id = folder.records(runId, 'config').map(({ set }) => (set['mlflow'] as { run_id?: string })?.run_id)
      expect(id).toContain(folder.records(runs['child']!.runId, 'edit')[0]!.group)
    })

    it('marks what was deleted, and tells each end from the other', () => {
      const deleted = Object.entries(runs).filter(([, { runId }]) =>
        folder.records(runId, 'edit').some(record => record.deleted),
      )
      expect(deleted.map(([name]) => name)).toEqual(['gone'])
      const ends = Object.entries(runs).map(([name, { runId }]) => [name, folder.records(runId, 'end').at(-1)!.state])
      expect(Object.fromEntries(ends)).toEqual({
        parent: 'finished',
        child: 'finished',
        gone: 'failed',
        going: 'killed',
      })
    })

    it('keeps artifacts with their bytes', () => {
      const artifacts = folder.records(runs['parent']!.runId, 'artifact')
      expect(artifacts.map(({ name, files }) => [name, files])).toEqual([
        ['d.json', 1],
        ['notes-a.txt', 1],
      ])
      const manifest = JSON.parse(Buffer.from(folder.blobs.get(artifacts[1]!.manifest.sha256)).toString()) as {
        entries: { path: string; blob: { sha256: string } }[]
      }
      expect(manifest.entries[0]!.path).toBe('notes/a.txt')
      expect(Buffer.from(folder.blobs.get(manifest.entries[0]!.blob.sha256)).toString()).toBe('größe')
    })

    it('adds nothing when it is imported again', async () => {
      expect((await folder.import(store)).map(({ added }) => added)).toEqual([0, 0, 0, 0])
    })
  })

  it('takes in what came to a folder of files', async () => {
    const before = (await folder.import('files')).find(({ name }) => name === 'going')!
    appendFileSync(join(before.path, 'metrics', 'z'), '1700000000009 4.0 5\n1700000000010 5')
    const again = (await folder.import('files')).find(({ name }) => name === 'going')!
    expect(again).toMatchObject({ runId: before.runId, added: 1 })
    expect(folder.points(again.runId, 'z')).toEqual([
      [0, 3],
      [5, 4],
    ])
  })

  it('takes in what came to a database', async () => {
    const database = new DatabaseSync(join(folder.path, 'database/mlflow.db'))
    database.exec(
      `INSERT INTO metrics SELECT 'z', 4.0, 1700000000009, run_uuid, 5, 0 FROM runs WHERE name = 'going';
       UPDATE runs SET status = 'FINISHED', end_time = 1800000000000 WHERE name = 'going'`,
    )
    database.close()
    const going = (await folder.import('database')).find(({ name }) => name === 'going')!
    expect(going.added).toBe(2)
    expect(folder.points(going.runId, 'z')).toEqual([
      [0, 3],
      [5, 4],
    ])
    expect(folder.records(going.runId, 'end').at(-1)!.state).toBe('finished')
  })

  it('reads a store that was moved', async () => {
    renameSync(join(folder.path, 'files/mlruns'), join(folder.path, 'elsewhere'))
    const parent = (await folder.import('elsewhere')).find(({ name }) => name === 'parent')!
    expect(folder.points(parent.runId, 'loss').length).toBe(STEPS.length)
  })

  it('leaves other databases alone', async () => {
    mkdirSync(join(folder.path, 'other'))
    const database = new DatabaseSync(join(folder.path, 'other/app.db'))
    database.exec('CREATE TABLE runs (id INTEGER)')
    database.close()
    folder.write('other/text.db', 'no database')
    await expect(folder.import('other')).rejects.toThrow('Nothing in it is of a format')
  })
})
