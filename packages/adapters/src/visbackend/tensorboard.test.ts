import { appendFileSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { captureDiag } from '@seetrain/core/testing'
import { describeIntegration } from '../../../../test/contracts/integration.ts'
import { RunFolder } from '../../../../test/fixtures/run-folder.ts'
import { definition, TensorboardIntegration } from './tensorboard.ts'

const LOGS = 'logs'
const array = (size: number, ...shape: number[]) => ({ data: new Float32Array(size), shape, dtype: 'float32' })
const scalar = (value: number) => ({ data: Float32Array.of(value), shape: [], dtype: 'float32' })
const MESH = {
  vertices: array(9, 1, 3, 3),
  colors: { data: new Uint8Array(9), shape: [1, 3, 3] },
  faces: [[[0, 1, 2]]],
}

describeIntegration('tensorboard', {
  definition,
  calls: {
    add_scalar: [LOGS, 'loss', scalar(0.5), 1, 1_700_000_000.25],
    add_scalars: [LOGS, 'losses', { d: 1, g: scalar(2) }, 1],
    add_tensor: [LOGS, 'tensor', array(4, 2, 2), 1],
    add_histogram: [LOGS, 'weights', array(10, 10), 1, 'tensorflow'],
    add_histogram_raw: [LOGS, 'raw', { min: 0, bucket_limits: [1, 2, 3], bucket_counts: [0, 2, 1] }, 1],
    add_image: [LOGS, 'image', array(12, 3, 2, 2), 1, null, 'CHW'],
    add_images: [LOGS, 'images', array(24, 2, 3, 2, 2), 1],
    add_image_with_boxes: [LOGS, 'boxes', array(12, 3, 2, 2), [[0, 0, 1, 1]], { step: 1, labels: ['cat'] }],
    add_figure: [LOGS, 'figure', { data: new Uint8Array(16), shape: [2, 2, 4] }, 1],
    add_video: [LOGS, 'film', array(24, 1, 2, 3, 2, 2), 1, 4],
    add_audio: [LOGS, 'sound', array(8, 8), 1, 8000],
    add_text: [LOGS, 'note', '**hi**', 1],
    add_graph: [LOGS, 'Net()'],
    add_onnx_graph: [LOGS, __filename],
    add_embedding: [LOGS, array(4, 2, 2), { tag: 'words', metadata: ['a', 'b'], label_img: array(24, 2, 3, 2, 2) }],
    add_pr_curve: [LOGS, 'pr', [0, 1, 1], [0.1, 0.9, 0.4], 1],
    add_pr_curve_raw: [LOGS, 'pr_raw', { precision: [1, 0.5], recall: [0, 1] }, 1],
    add_mesh: [LOGS, 'mesh', MESH, 1],
    add_hparams: [LOGS, { lr: 0.1, act: 'relu' }, { 'hparam/acc': 0.5 }],
    add_custom_scalars: [LOGS, { Taiwan: { twse: ['Multiline', ['a', 'b']] } }],
    flush: [LOGS],
    close: [LOGS],
  },
  refused: {
    add_scalar: { args: [LOGS, '', 1], field: 'tag' },
    add_scalars: { args: [LOGS, 'losses', 1], field: 'tag_scalar_dict' },
    add_text: { args: [LOGS, 'note', 7], field: 'text_string' },
  },
})

/** Has the shape of the writer in tfjs-node; its events are lines of a file. */
class FileWriter {
  readonly path: string

  constructor(logdir: string) {
    mkdirSync(logdir, { recursive: true })
    this.path = join(logdir, 'events')
  }

  scalar(name: string, value: number, step: number): void {
    appendFileSync(this.path, `${name} ${value} ${step}\n`)
  }

  histogram(name: string, data: readonly number[], step: number): void {
    appendFileSync(this.path, `${name} ${data.length} ${step}\n`)
  }
}

describe('tensorboard', () => {
  let runs: RunFolder
  let integration: TensorboardIntegration
  let lines: string[]
  let release: () => void

  beforeEach(() => {
    lines = []
    release = captureDiag(line => lines.push(line))
    runs = new RunFolder()
    integration = new TensorboardIntegration(runs.open())
  })

  afterEach(async () => {
    release()
    await runs.close()
  })

  const keys = async () =>
    (await runs.records(integration.run)).flatMap(record => ('key' in record ? [`${record.kind} ${record.key}`] : []))

  test('trap 1: writers of several folders keep apart, also with the same tag; one folder is one namespace', async () => {
    const folders = ['runs/exp', 'runs/exp/val', 'other/val', 'runs/exp', '/elsewhere/val']
    for (const [index, folder] of folders.entries()) integration.writer(folder).addScalar('loss', index, 0)
    expect(await keys()).toEqual(
      ['loss', 'val/loss', 'other/val/loss', 'loss', 'elsewhere/val/loss'].map(key => `metric ${key}`),
    )
    expect(await runs.points(integration.run, 'loss')).toEqual([
      [0, 0],
      [0, 3],
    ])
  })

  test('logDir is the root that names count from', async () => {
    integration = new TensorboardIntegration(runs.open(), { logDir: 'logs' })
    for (const folder of ['logs/train', 'logs/val']) integration.writer(folder).addScalar('epoch_loss', 1, 0)
    expect(await keys()).toEqual(['metric train/epoch_loss', 'metric val/epoch_loss'])
    expect(() => new TensorboardIntegration(runs.open(), { logDir: '' })).toThrow('logDir')
  })

  test('trap 25: closing one writer ends neither the run nor the others', async () => {
    const [one, other] = [integration.writer('a'), integration.writer('b')]
    await one.close()
    other.addScalar('loss', 1, 1)
    one.addScalar('loss', 2, 2)
    expect(integration.run.state).toBe('running')
    expect(await keys()).toHaveLength(2)
  })

  test('times are in seconds, as TensorBoard has them', async () => {
    integration.writer('a').addScalar('loss', 1, 5, 1_700_000_000.5)
    const metric = (await runs.records(integration.run)).find(record => record.kind === 'metric')
    expect(metric).toMatchObject({ step: 5, time: 1_700_000_000_500 })
  })

  test('a counted histogram loses its empty ends, and buckets are joined when there are too many', async () => {
    const limits = Array.from({ length: 1000 }, (_, index) => index + 1)
    const counts = limits.map((_, index) => (index >= 100 && index < 900 ? 1 : 0))
    integration.writer('a').addHistogramRaw('raw', { min: 100, bucket_limits: limits, bucket_counts: counts }, 0)
    const media = (await runs.records(integration.run)).find(record => record.kind === 'media')
    const { edges, counts: kept } = (media?.items[0]?.details ?? {}) as { edges: number[]; counts: number[] }
    expect([edges.at(0), edges.at(-1), kept.length]).toEqual([100, 900, 400])
    expect(kept.reduce((sum, count) => sum + count)).toBe(800)
  })

  test('meshes are PLY files with their triangles and colours', async () => {
    integration.writer('a').addMesh('mesh', MESH, 0)
    const media = (await runs.records(integration.run)).find(record => record.kind === 'media')
    expect(media).toMatchObject({ key: 'mesh', type: 'object3d', items: [{ details: { format: 'ply' } }] })
    integration.writer('a').addMesh('flat', { vertices: array(9, 3, 3) }, 0)
    expect(integration.getStats().lastError).toContain('batch × points × 3')
  })

  test('a batch of films is a film each; an unknown order of dimensions is told', async () => {
    integration.writer('a').addVideo('film', array(48, 2, 2, 3, 2, 2), 0)
    integration.writer('a').addImage('image', array(12, 3, 2, 2), 0, undefined, 'WHC')
    expect(await keys()).toEqual(['media film', 'media film/1'])
    expect(integration.getStats().lastError).toContain('Use one of: CHW')
  })

  describe('patch', () => {
    const node = { summaryFileWriter: (logdir: string) => new FileWriter(logdir) }
    const originals = () => [
      Object.getOwnPropertyDescriptors(node),
      Object.getOwnPropertyDescriptors(FileWriter.prototype),
    ]

    test('trap 3: patch, unpatch, patch: one copy of each value, and the descriptors of the originals', async () => {
      const before = originals()
      for (let round = 0; round < 3; round++) {
        integration.patch(node).patch(node)
        const writer = node.summaryFileWriter(join(runs.dir, 'tb'))
        const plain = Object.getOwnPropertyNames(new FileWriter(join(runs.dir, 'tb')))
        writer.scalar('loss', 0.5, round)
        integration.unpatch()
        writer.scalar('unheard', 1, round)
        expect(originals()).toEqual(before)
        expect(Object.getOwnPropertyNames(writer)).toEqual(plain)
      }
      expect(await keys()).toEqual(['metric loss', 'metric loss', 'metric loss'])
    })

    test('trap 48: what the original writes is the same with and without us, even when we fail', async () => {
      const write = (folder: string) => {
        const writer = node.summaryFileWriter(join(runs.dir, folder))
        writer.scalar('loss', 0.5, 1)
        writer.histogram('weights', [1, 2, 3], 1)
        writer.scalar('', NaN, 2)
        return readFileSync(writer.path, 'utf8')
      }
      const expected = write('plain')
      integration.patch(node)
      expect(write('heard')).toBe(expected)
      expect(await keys()).toEqual(['metric loss', 'media weights'])
      expect(integration.getStats().failures).toBe(1)
    })

    test('finish stops listening before the run is closed', async () => {
      integration.patch(node)
      const writer = node.summaryFileWriter(join(runs.dir, 'tb'))
      const finished = integration.finish()
      writer.scalar('late', 1, 1)
      await finished
      expect(await keys()).toEqual([])
    })

    test('what is no tf.node is told once', () => {
      integration.patch({} as never)
      expect(lines.join()).toContain('summaryFileWriter')
    })
  })
})
