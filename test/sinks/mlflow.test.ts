import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import * as seetrain from 'seetrain'
import { syncRun } from '@seetrain/core'
import { MlflowSink } from '@seetrain/sinks/mlflow'
import { describeSink, type Point } from '../contracts/sink.ts'
import { MlflowServer, type ReadRun } from '../peers/mlflow/mlflow-server.ts'
import { absentPeer, pythonPeer } from '../peers/python-peer.ts'
import { describeWhen } from '../skip.ts'

const TIMEOUT_MS = 120_000
// each step of a test is a request to a server in Python
jest.setTimeout(TIMEOUT_MS)
const QUIET = { captureConsole: false, captureEnvironment: false, systemMonitor: false }

describeWhen(pythonPeer('mlflow') !== undefined, absentPeer('mlflow'))('the server of MLflow', () => {
  const folder = mkdtempSync(join(tmpdir(), 'seetrain-mlflow-sink-'))
  let server: MlflowServer
  beforeAll(async () => {
    server = await MlflowServer.start(folder)
  })
  afterAll(async () => {
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const sinkTo = (experiment: string, options: object = {}): MlflowSink =>
    new MlflowSink({ url: server.url, experiment, ...options })
  const readOne = async (experiment: string): Promise<ReadRun> => {
    const runs = await server.readRuns(experiment)
    expect(runs).toHaveLength(1)
    return runs[0]!
  }

  describeSink('MlflowSink', {
    create: place => sinkTo(basename(place)),
    readBack: place => pointsOf(server, basename(place)),
    skip: { 'non-finite values': 'MLflow keeps NaN, and the largest number for Infinity; the round trip looks at it' },
  })

  it(
    'has one run after a crash and a resume, and goes on in it',
    async () => {
      const options = { dir: folder, project: 'again', id: 'resumed-run', settings: QUIET }
      const first = seetrain.init({ ...options, mode: 'offline', config: { lr: 1 } })
      first.log({ loss: 1 }, { step: 1 })
      await first.finish({ state: 'failed', error: new Error('out of memory') })
      await syncRun(first.dir, [() => sinkTo('again')])
      // the cursor is lost: everything comes again
      rmSync(join(first.dir, 'cursors'), { recursive: true })
      const second = seetrain.init({ ...options, resume: 'must', config: { lr: 2 }, sinks: [sinkTo('again')] })
      second.log({ loss: 0.5 }, { step: 2 })
      await second.finish()
      const read = await readOne('again')
      expect(read.status).toBe('FINISHED')
      expect(read.metrics['loss']!.map(([value, step]) => [step, value])).toEqual([
        [1, 1],
        [2, 0.5],
      ])
      // MLflow keeps the first value of a parameter
      expect([read.params['lr'], read.tags['seetrain.changed/lr']]).toEqual(['1', '2'])
      expect(JSON.parse(Buffer.from(read.files['config.json']!, 'base64').toString())).toMatchObject({ lr: 2 })
    },
    TIMEOUT_MS,
  )

  it(
    'takes more than its limits, and says what it had to cut or rename',
    async () => {
      const long = 'x'.repeat(7000)
      const config = Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`p${i}`, i]))
      const run = seetrain.init({
        dir: folder,
        project: 'limits',
        settings: QUIET,
        config: { ...config, long, 'odd (key)': 1 },
        tags: Array.from({ length: 150 }, (_, i) => `tag ${i}`),
        sinks: [sinkTo('limits')],
      })
      for (let step = 0; step < 1300; step++) run.log({ a: step, b: -step }, { step })
      run.log({ 'lr(pg0)': 1, 'lr[pg0]': 2, '../up': 3 }, { step: 0 })
      await run.finish()
      expect(run.stats().sinks['mlflow']).toMatchObject({ poisoned: 0, failures: 0 })
      const read = await readOne('limits')
      expect([read.metrics['a']!.length, read.metrics['b']!.length]).toEqual([1300, 1300])
      expect(Object.keys(read.params).length).toBeGreaterThanOrEqual(252)
      expect(read.params['long']).toHaveLength(6000)
      expect(read.params['long']).toMatch(/… \[7000 characters; all of it is in config\.json\]$/)
      expect(read.tags['seetrain.param/odd _key_']).toBe('odd (key)')
      const [other] = Object.keys(read.metrics).filter(key => key.startsWith('lr_pg0_-'))
      expect([read.metrics['lr_pg0_']![0]![0], read.metrics[other!]![0]![0]]).toEqual([1, 2])
      expect(read.tags[`seetrain.key/${other}`]).toBe('lr[pg0]')
      expect(read.tags['tag 149']).toBe('true')
    },
    TIMEOUT_MS,
  )

  it(
    'has one run for several processes, and one parent for a group',
    async () => {
      const runs = ['one', 'two'].map(name =>
        seetrain.init({
          dir: folder,
          project: 'sweep',
          experimentName: name,
          group: "it's a sweep",
          settings: QUIET,
          sinks: [sinkTo('sweep')],
        }),
      )
      for (const [index, run] of runs.entries()) run.log({ loss: index }, { step: 0 })
      for (const run of runs) await run.finish()
      const read = await server.readRuns('sweep')
      const parent = read.find(({ name }) => name === "it's a sweep")!
      expect(
        read
          .filter(({ tags }) => tags['mlflow.parentRunId'] === parent.id)
          .map(({ name }) => name)
          .sort(),
      ).toEqual(['one', 'two'])
    },
    TIMEOUT_MS,
  )

  it(
    'says what a server answers, and delivers when it is right',
    async () => {
      const run = seetrain.init({ dir: folder, project: 'deleted', settings: QUIET, sinks: [sinkTo('deleted')] })
      run.log({ loss: 1 }, { step: 0 })
      await run.flush()
      const { id } = await readOne('deleted')
      await server.post('runs/delete', { run_id: id })
      run.log({ loss: 2 }, { step: 1 })
      await run.finish()
      expect(run.stats().sinks['mlflow']).toMatchObject({ poisoned: 0, lastError: expect.stringContaining('deleted') })
      await server.post('runs/restore', { run_id: id })
      await syncRun(run.dir, [() => sinkTo('deleted')])
      expect((await readOne('deleted')).metrics['loss']!.map(([value]) => value)).toEqual([1, 2])
    },
    TIMEOUT_MS,
  )
})

interface FoundRun {
  info: { run_id: string }
  data: { metrics?: { key: string }[]; tags?: { key: string; value: string }[] }
}

/** The points of an experiment's runs under their true keys, without what the sink adds. */
async function pointsOf(server: MlflowServer, experiment: string): Promise<Point[]> {
  const address = `${server.url}/api/2.0/mlflow`
  const about = await fetch(`${address}/experiments/get-by-name?experiment_name=${experiment}`)
  const { experiment: found } = (await about.json()) as { experiment: { experiment_id: string } }
  const { runs = [] } = await server.post<{ runs?: FoundRun[] }>('runs/search', {
    experiment_ids: [found.experiment_id],
  })
  expect(runs).toHaveLength(1)
  const { info, data } = runs[0]!
  const keys = new Map((data.tags ?? []).map(({ key, value }) => [key, value]))
  const points: Point[] = []
  for (const { key } of data.metrics ?? []) {
    if (key === 'epoch' || key.startsWith('system/')) continue
    const query = new URLSearchParams({ run_id: info.run_id, metric_key: key })
    const history = await fetch(`${address}/metrics/get-history?${query.toString()}`)
    const { metrics } = (await history.json()) as { metrics: { value: number; step: number; timestamp: number }[] }
    for (const { value, step, timestamp } of metrics)
      points.push({ key: keys.get(`seetrain.key/${key}`) ?? key, value, step: Number(step), time: Number(timestamp) })
  }
  return points.sort((a, b) => a.step - b.step)
}
