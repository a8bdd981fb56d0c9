import { execFileSync } from 'node:child_process'
import { appendFileSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { init } from '@seetrain/core'
import { TensorboardSink } from '@seetrain/sinks/tensorboard'
import { absentPeer, pythonPeer } from '../peers/python-peer.ts'
import { describeWhen } from '../skip.ts'
import { ImportFolder } from './import-folder.ts'

const python = pythonPeer('tensorboard')
const folder = new ImportFolder()
afterAll(() => folder.remove())

const float32 = Math.fround

describeWhen(python !== undefined, absentPeer('tensorboard'))(
  'event files that TensorBoard’s own classes wrote',
  () => {
    let torch: string
    let keras: string

    beforeAll(async () => {
      execFileSync(python!, [join(__dirname, 'write_events.py'), join(folder.path, 'logs')])
      const imported = await folder.import('logs')
      expect(imported.map(({ name, project, format }) => [name, project, format])).toEqual([
        ['keras', 'logs', 'tensorboard'],
        ['torch', 'logs', 'tensorboard'],
      ])
      ;[keras, torch] = imported.map(({ runId }) => runId) as [string, string]
      expect(imported[1]!.problems).toEqual(['unknown: values of the plugin own_plugin were left out'])
    })

    it('gives every scalar its step, its time and the value that a float32 holds', () => {
      expect(folder.points(torch, 'loss')).toEqual(
        Array.from({ length: 1000 }, (_, step) => [step, float32(1 / (step + 1))]),
      )
      expect(folder.points(torch, 'accuracy')[999]).toEqual([999, float32(0.999)])
      expect(folder.metrics(torch)[0]!.time).toBe(1_700_000_000_000)
    })

    it('keeps a negative step and NaN', () => {
      expect(folder.points(torch, 'warm-up')).toEqual([[-5, Number.NaN]])
    })

    it('puts the folders of add_scalars and add_hparams into the run they belong to', () => {
      expect([folder.points(torch, 'both/train'), folder.points(torch, 'both/valid')]).toEqual([
        [[7, 0.5]],
        [[7, 0.25]],
      ])
      expect(folder.points(torch, 'hparam/accuracy')).toEqual([[0, float32(0.9)]])
      expect(folder.records(torch, 'config').map(({ set }) => set)).toEqual([
        { lr: 0.01, layers: '64,32', dropout: true },
      ])
    })

    it('makes one run of what Keras keeps in train and validation', () => {
      expect(folder.points(keras, 'train/epoch_loss')).toEqual([[0, 0.75]])
      expect(folder.points(keras, 'validation/epoch_loss')).toEqual([[0, 0.875]])
    })

    it('takes over pictures, sounds, texts, histograms, curves and meshes', () => {
      const media = folder.records(torch, 'media')
      expect(media.map(({ key, type, items }) => [key, type, items.length])).toEqual([
        ['picture', 'image', 1],
        ['pictures', 'image', 2],
        ['sound', 'audio', 1],
        ['words', 'text', 1],
        ['weights', 'histogram', 1],
        ['biases', 'histogram', 1],
        ['curve', 'plot', 1],
        ['mesh_VERTEX', 'object3d', 1],
      ])
      const details = Object.fromEntries(media.map(({ key, items }) => [key, items[0]!.details]))
      expect(details['picture']).toMatchObject({ width: 4, height: 3 })
      expect(details['sound']).toMatchObject({ sampleRate: 8000 })
      expect(details['weights']).toMatchObject({ edges: [-0.9, -0.5, 0, 0.5, 1, 2.5], counts: [2, 3, 0, 4, 1] })
      expect(details['biases']).toMatchObject({ edges: [0, 1, 2], counts: [5, 7] })
      const words = media.find(({ key }) => key === 'words')!.items[0]!.blob
      expect(Buffer.from(folder.blobs.get(words.sha256)).toString()).toBe('größe **fett**')
    })

    it('adds nothing when it is imported again', async () => {
      expect((await folder.import('logs')).map(({ added }) => added)).toEqual([0, 0])
    })

    it('takes in what was added, also behind a record that was cut while it was written', async () => {
      const path = join(folder.path, 'logs', 'torch')
      const name = readdirSync(path)
        .filter(file => file.includes('tfevents'))
        .at(-1)!
      const whole = readFileSync(join(path, name))
      truncateSync(join(path, name), whole.length - 3)
      // what is there already is no less than before, so the same file grows again
      expect((await folder.import('logs/torch'))[0]).toMatchObject({ runId: torch, added: 0, problems: [] })
      writeFileSync(join(path, name), whole)
      // a second scalar event: the bytes of the first one again
      appendFileSync(join(path, name), firstScalarRecord(whole))
      expect((await folder.import('logs/torch'))[0]).toMatchObject({ runId: torch, added: 1 })
      expect(folder.points(torch, 'loss').slice(-1)).toEqual([[0, 1]])
    })

    it('passes over one damaged record, keeps the rest and says where', async () => {
      const path = join(folder.path, 'logs', 'torch')
      const name = readdirSync(path).find(file => file.includes('tfevents'))!
      const bytes = readFileSync(join(path, name))
      // inside the data of the second scalar event
      bytes[recordStarts(bytes)[3]! + 20]! ^= 1
      folder.write('damaged/events.out.tfevents.1', bytes)
      const [imported] = await folder.import('damaged')
      expect(imported!.problems[0]).toMatch(/^events\.out\.tfevents\.1: a damaged record at byte \d+ was passed over$/)
      expect(folder.metrics(imported!.runId).length).toBe(2001)
    })
  },
)

it('what our own sink wrote comes back with every bit of its doubles', async () => {
  const quiet = { captureConsole: false, captureEnvironment: false, systemMonitor: false }
  const run = init({ dir: folder.path, sinks: [new TensorboardSink()], settings: quiet })
  const values = [1 / 3, Math.PI, 1e-300, Number.NaN]
  for (const [step, value] of values.entries()) run.log({ exact: value }, { step })
  await run.finish()
  const [imported] = await folder.import(join('.seetrain', 'runs', run.id, 'tensorboard'))
  expect(folder.points(imported!.runId, 'exact')).toEqual(values.map((value, step) => [step, value]))
})

function recordStarts(bytes: Uint8Array): number[] {
  const starts: number[] = []
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  for (let at = 0; at < bytes.length; at += 16 + Number(view.getBigUint64(at, true))) starts.push(at)
  return starts
}

function firstScalarRecord(bytes: Uint8Array): Uint8Array {
  const [, start, end] = recordStarts(bytes)
  return bytes.subarray(start, end)
}
