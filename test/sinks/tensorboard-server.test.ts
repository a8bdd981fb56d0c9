import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { absentPeer, pythonPeer } from '../peers/python-peer.ts'
import { TensorboardServer } from '../peers/tensorboard/tensorboard-server.ts'
import { describeWhen } from '../skip.ts'
import { SENT } from './every-kind-run.ts'
import { digestOf, loggedDigests, sendEveryKind, type SentRun } from './round-trip.ts'

const TIMEOUT_MS = 120_000

describeWhen(pythonPeer('tensorboard') !== undefined, absentPeer('tensorboard'))('TensorBoard shows a run', () => {
  let folder: string
  let sent: SentRun
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'seetrain-tensorboard-'))
    sent = await sendEveryKind(folder)
  }, TIMEOUT_MS)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  describe.each([
    ['with its data server', true],
    ['read by Python', false],
  ])('%s', (_, fast) => {
    let server: TensorboardServer
    let run: string
    beforeAll(async () => {
      server = await TensorboardServer.start(join(folder, 'tensorboard'), { fast })
      await server.until('plugin/scalars/tags', found => JSON.stringify(found).includes('pass-2'))
      await server.until('plugin/text/tags', found => JSON.stringify(found).includes('environment'))
      run = ((await server.json('runs')) as string[]).find(name => !name.includes('/'))!
    }, TIMEOUT_MS)
    afterAll(() => server.close())

    const ask = (plugin: string, route: string, tag: string, more = ''): Promise<unknown> =>
      server.json(`plugin/${plugin}/${route}?tag=${encodeURIComponent(tag)}&run=${encodeURIComponent(run)}${more}`)

    it('its metrics, with every value that is not finite, and a restart as a run of its own', async () => {
      const points = (await ask('scalars', 'scalars', 'loss')) as [number, number, unknown][]
      expect(points.map(([, step, value]) => [step, value])).toEqual([
        [0, 0.5],
        [1, 'NaN'],
        [2, 'Infinity'],
        [3, '-Infinity'],
        [4, Math.fround(0.1 + 0.2)],
      ])
      const again = await server.json(`plugin/scalars/scalars?tag=loss&run=${encodeURIComponent(`${run}/pass-2`)}`)
      expect((again as number[][]).map(([, step, value]) => [step, value])).toEqual([
        [2, 0.25],
        [3, 0.125],
      ])
    })

    it('its pictures and sounds, byte by byte', async () => {
      const digests = loggedDigests(sent)
      for (const key of ['picture', 'batch', 'film']) {
        const [first] = (await ask('images', 'images', key, '&sample=0')) as { query: string }[]
        expect(digestOf(await server.bytes(`plugin/images/individualImage?${first!.query}`))).toBe(digests.get(key)![0])
      }
      const [sound] = (await ask('audio', 'audio', 'tone', '&sample=0')) as { query: string; contentType: string }[]
      expect(sound!.contentType).toBe('audio/wav')
      expect(digestOf(await server.bytes(`plugin/audio/individualAudio?${sound!.query}`))).toBe(digests.get('tone')![0])
    })

    it('its texts and tables', async () => {
      expect(await ask('text', 'text', 'sample')).toMatchObject([{ step: 1, text: expect.stringContaining(SENT.text) }])
      const [table] = (await ask('text', 'text', 'rows')) as { text: string }[]
      expect(table!.text).toMatch(/<table>[\s\S]*word[\s\S]*NaN/)
      const [, edited] = (await ask('text', 'text', 'run')) as { text: string }[]
      expect(edited!.text).toMatch(/every kind[\s\S]*Looked closely/)
    })

    it('its histograms, PR curves and meshes', async () => {
      const [[, step, bins]] = (await ask('histograms', 'histograms', 'weights')) as [[number, number, unknown]]
      expect([step, bins]).toEqual([1, expect.arrayContaining([[0, 10, 5]])])
      const curves = (await ask('pr_curves', 'pr_curves', 'pr')) as { [run: string]: { precision: number[] }[] }
      expect(curves[run]![0]!.precision).toEqual(expect.arrayContaining([0.5, 1]))
      const meshes = (await ask('mesh', 'meshes', 'points', '&sample=0')) as { content_type: number }[]
      expect(meshes.map(found => found.content_type)).toEqual(expect.arrayContaining([1, 3]))
    })

    it('its hyperparameters, with the end of the run', async () => {
      const experiment = await server.post('plugin/hparams/experiment', { experimentName: '' })
      expect(JSON.stringify(experiment)).toContain('optimizer/name')
      const groups = await server.post('plugin/hparams/session_groups', {
        experimentName: '',
        startIndex: 0,
        sliceSize: 10,
        allowedStatuses: ['STATUS_SUCCESS'],
        colParams: [{ hparam: 'lr' }],
      })
      expect(groups).toMatchObject({
        sessionGroups: [
          { hparams: { lr: 1e-3, 'optimizer/name': 'adam' }, sessions: [{ name: run, status: 'STATUS_SUCCESS' }] },
        ],
      })
    })
  })
})
