import { globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as seetrain from 'seetrain'
import { captureDiag } from '@seetrain/core/testing'
import { absentPeer, pythonPeer } from '../peers/python-peer.ts'
import { readEvents, type ReadTag } from '../peers/tensorboard/event-accumulator.ts'
import { describeWhen } from '../skip.ts'

describeWhen(pythonPeer('tensorboard') !== undefined, absentPeer('tensorboard'))('event files of a run', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'seetrain-events-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const settings = { captureEnvironment: false, captureConsole: false, systemMonitor: false }
  const start = (options: seetrain.InitOptions = {}, sink: object = {}): seetrain.Run =>
    seetrain.init({
      dir: folder,
      settings,
      sinks: [{ id: 'tensorboard', dir: join(folder, 'logs'), ...sink }],
      ...options,
    })
  const steps = (tag: ReadTag | undefined): number[] => (tag?.values ?? []).map(({ step }) => step)

  it('go on where an earlier process ended, and know its last steps', async () => {
    const first = start()
    for (const step of [0, 1, 2, 1]) first.log({ loss: step }, { step })
    await first.finish({ state: 'failed' })
    const second = start({ id: first.id, resume: 'must', config: { lr: 1 } })
    for (const step of [2, 3, 0]) second.log({ loss: step }, { step })
    await second.finish()
    const runs = await readEvents(join(folder, 'logs'))
    const byPass = Object.entries(runs).map(([run, tags]) => [run.split('/')[1] ?? '', steps(tags['loss'])])
    expect(byPass).toEqual([
      ['', [0, 1, 2]],
      ['pass-2', [1, 2, 3]],
      ['pass-3', [0]],
    ])
    const [main] = Object.values(runs)
    // one session: how it ended the second time, and the config it has by then
    expect(main!['_hparams_/session_end_info']!.content).toMatchObject({ sessionEndInfo: { status: 'STATUS_SUCCESS' } })
    expect(main!['_hparams_/session_start_info']!.content).toMatchObject({ sessionStartInfo: { hparams: { lr: 1 } } })
    expect(globSync('logs/**/*tfevents*', { cwd: folder })).toHaveLength(4)
  })

  it('have the layout that was asked for, with names taken as they are', async () => {
    const run = start({}, { layout: { losses: { 'train (and) val': ['loss', 'val/loss+l2'] } } })
    run.log({ loss: 1, 'val/loss+l2': 2 })
    await run.finish()
    const [tags] = Object.values(await readEvents(join(folder, 'logs')))
    expect(tags!['custom_scalars__config__']!.values[0]!.value).toEqual({
      category: [
        {
          title: 'losses',
          chart: [{ title: 'train (and) val', multiline: { tag: ['^loss$', String.raw`^val/loss\+l2$`] } }],
        },
      ],
    })
  })

  it('are written as PyTorch does when that is asked for', async () => {
    const run = start({}, { scalars: 'simple' })
    run.log({ loss: 0.1 }, { step: 3 })
    await run.finish()
    const [tags] = Object.values(await readEvents(join(folder, 'logs')))
    expect(tags!['loss']!.values).toEqual([{ step: 3, time: expect.any(Number), value: Math.fround(0.1) }])
  })

  it('keep a picture apart from the metric of the same key, and several alerts of one second', async () => {
    const run = start()
    run.log({ both: 1 }, { step: 0 })
    run.logImage('both', [[0, 1]], { step: 0 })
    for (const title of ['one', 'two', 'three']) run.alert(title)
    await run.finish()
    const [tags] = Object.values(await readEvents(join(folder, 'logs')))
    expect([tags!['both']!.plugin, tags!['both/images']!.plugin]).toEqual(['scalars', 'images'])
    expect(new Set(steps(tags!['alerts'])).size).toBe(3)
  })

  it('say once that a blob is lost, and have the rest', async () => {
    const said: string[] = []
    const release = captureDiag(line => said.push(String(line)))
    const run = start({ mode: 'offline' })
    run.logImage('lost', [[0, 1]], { step: 0 })
    run.log({ loss: 1 }, { step: 0 })
    await run.finish()
    rmSync(join(folder, '.seetrain/blobs'), { recursive: true })
    const [result] = await seetrain.syncRun(run.dir, [{ id: 'tensorboard', dir: join(folder, 'logs') }])
    release()
    expect(result).toMatchObject({ complete: true, poisoned: 0 })
    expect(said.filter(line => line.includes('is not in the store'))).toHaveLength(1)
    const [tags] = Object.values(await readEvents(join(folder, 'logs')))
    expect(Object.keys(tags!)).toContain('loss')
    expect(Object.keys(tags!)).not.toContain('lost')
  })
})
