import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeIntegration } from '../../../../test/contracts/integration.ts'
import { RunFolder } from '../../../../test/fixtures/run-folder.ts'
import { definition, MmengineIntegration } from './mmengine.ts'

const PIXELS = { data: new Uint8Array(12), shape: [2, 2, 3] }

const array = (value: number) => ({ data: Float32Array.of(value), shape: [], dtype: 'float32' })

describeIntegration('mmengine', {
  definition,
  calls: {
    add_config: [{ optimizer: { type: 'SGD', lr: 0.02 } }],
    add_graph: ['Sequential(Linear(2, 1))'],
    add_image: ['val/img_0', PIXELS, 7],
    add_scalar: ['loss', 0.25, 7],
    add_scalars: [{ loss_cls: 1, loss_bbox: 2 }, 8],
    add_datasample: ['val/img_0', PIXELS, { pred_label: array(1), gt_label: array(0), pred_score: array(0.75) }, 8],
    close: [],
  },
  refused: {
    add_config: { args: [undefined], field: 'config' },
    add_image: { args: [7, PIXELS], field: 'name' },
    add_scalar: { args: ['loss', 1, 1.5], field: 'step' },
    add_scalars: { args: [3], field: 'scalar_dict' },
  },
})

describe('mmengine', () => {
  let runs: RunFolder

  beforeEach(() => {
    runs = new RunFolder()
  })

  afterEach(() => runs.close())

  test('trap 25: closing the backend leaves the run open for what comes after', async () => {
    const integration = new MmengineIntegration(runs.open())
    const backend = integration.getBackend()
    backend.addScalar('loss', 1)
    await backend.close()
    await backend.close()
    backend.addScalar('loss', 2, 1)
    expect(integration.run.state).toBe('running')
    expect(await runs.points(integration.run, 'loss')).toEqual([
      [0, 1],
      [1, 2],
    ])
  })

  test('a step among the scalars is the step, and the caller keeps his object', async () => {
    const integration = new MmengineIntegration(runs.open())
    const { run } = integration
    const scalars = { step: 40, acc: 0.5 }
    integration.getBackend().addScalars(scalars)
    expect(await runs.points(run, 'acc')).toEqual([[40, 0.5]])
    expect(await runs.points(run, 'step')).toEqual([])
    expect(scalars).toEqual({ step: 40, acc: 0.5 })
  })

  test.each([
    ['a text', 'Net()', 'Net()'],
    ['an object that prints itself', { toString: (): string => 'Net(2)' }, 'Net(2)'],
    ['a structure', { layers: [{ units: 2 }] }, '"units": 2'],
  ])('a graph as %s is kept as text', async (_, model, text) => {
    const integration = new MmengineIntegration(runs.open())
    integration.getBackend().addGraph(model)
    const [graph] = (await runs.records(integration.run)).filter(record => record.kind === 'media')
    expect(graph).toMatchObject({ key: 'model/graph', type: 'text' })
    const { sha256 } = graph!.items[0]!.blob
    expect(readFileSync(join(runs.dir, '.seetrain/blobs', sha256.slice(0, 2), sha256), 'utf8')).toContain(text)
  })
})
