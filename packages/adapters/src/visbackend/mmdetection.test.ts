import { describeIntegration } from '../../../../test/contracts/integration.ts'
import { runFolderPerTest } from '../../../../test/fixtures/run-folder-per-test.ts'
import { definition, MmdetectionIntegration } from './mmdetection.ts'

const IMAGE = { data: new Uint8Array(4 * 4 * 3), shape: [4, 4, 3], dtype: 'uint8' }
const floats = (values: number[], ...shape: number[]) => ({ data: Float32Array.from(values), shape, dtype: 'float32' })
const labels = (values: bigint[]) => ({ data: BigInt64Array.from(values), shape: [values.length], dtype: 'int64' })

const SAMPLE = {
  pred_instances: {
    bboxes: floats([0, 0, 2, 2, 1, 1, 3, 3, 0, 0, 4, 4], 3, 4),
    scores: floats([0.5, 0.75, 0.125], 3),
    labels: labels([1n, 0n, 1n]),
  },
  gt_instances: { bboxes: floats([0, 0, 2, 2], 1, 4), labels: labels([1n]) },
}

describeIntegration('mmdetection', {
  definition,
  calls: {
    set_dataset_meta: [{ classes: ['cat', 'dog'], palette: [[1, 2, 3]] }],
    add_config: [{ model: { type: 'RetinaNet' } }],
    add_graph: ['RetinaNet()'],
    add_image: ['drawn', IMAGE, 1],
    add_scalar: ['loss', floats([0.5]), 1],
    add_scalars: [{ loss_cls: 1, step: 4 }],
    add_datasample: ['val_img', IMAGE, SAMPLE, 1],
    close: [],
  },
  refused: {
    set_dataset_meta: { args: ['coco'], field: 'dataset_meta' },
    add_datasample: { args: ['val_img', IMAGE, 'sample'], field: 'data_sample' },
  },
})

describe('mmdetection', () => {
  const runs = runFolderPerTest()

  async function overlays(sample: object, options = {}) {
    const integration = new MmdetectionIntegration(runs().open(), options)
    integration.getBackend().setDatasetMeta({ classes: ['cat', 'dog'] })
    integration.getBackend().addDatasample('val', IMAGE, sample, 3)
    const media = (await runs().records(integration.run)).find(record => record.kind === 'media')
    return { step: media?.step, ...media?.items[0] }
  }

  test('boxes of predictions and truth, with the names of their classes; weak ones are left out, the surest comes last', async () => {
    const { step, details } = await overlays(SAMPLE)
    expect(step).toBe(3)
    expect(details?.['boxes']).toEqual({
      predictions: {
        boxes: [
          { minX: 0, minY: 0, maxX: 2, maxY: 2, domain: 'pixel', classId: 1, score: 0.5 },
          { minX: 1, minY: 1, maxX: 3, maxY: 3, domain: 'pixel', classId: 0, score: 0.75 },
        ],
        classes: { 0: 'cat', 1: 'dog' },
      },
      ground_truth: {
        boxes: [{ minX: 0, minY: 0, maxX: 2, maxY: 2, domain: 'pixel', classId: 1 }],
        classes: { 0: 'cat', 1: 'dog' },
      },
    })
  })

  test('scoreThreshold decides, and is checked', async () => {
    const { details } = await overlays(SAMPLE, { scoreThreshold: 0.1 })
    expect(details?.['boxes']).toMatchObject({ predictions: { boxes: { length: 3 } } })
    expect(() => new MmdetectionIntegration(runs().open(), { scoreThreshold: 30 })).toThrow('scoreThreshold')
  })

  test('masks of instances are one mask whose background is 0, the surest on top', async () => {
    const [first, second] = [new Array(16).fill(0), new Array(16).fill(0)]
    first.fill(1, 0, 8)
    second.fill(1, 4, 12)
    const masks = { data: Uint8Array.from([...first, ...second]), shape: [2, 4, 4], dtype: 'bool' }
    const instances = {
      masks,
      labels: [1, 0],
      scores: [0.5, 0.75],
      bboxes: [
        [0, 0, 1, 1],
        [0, 0, 1, 1],
      ],
    }
    const { details } = await overlays({ pred_instances: instances })
    expect(details?.['masks']).toMatchObject({
      predictions: { encoding: 'gray8', classes: { 0: 'background', 1: 'cat', 2: 'dog' } },
    })
  })

  test('a segmentation is a mask of classes, a classification a caption', async () => {
    const segmented = await overlays({ pred_sem_seg: { data: { data: new Uint8Array(16), shape: [1, 4, 4] } } })
    expect(segmented.details?.['masks']).toMatchObject({ semantic: { classes: { 0: 'cat', 1: 'dog' } } })
    const { caption } = await overlays({
      pred_label: labels([1n]),
      gt_label: labels([0n]),
      pred_score: floats([0.875], 1),
    })
    expect(caption).toBe('predicted dog, score 0.875, truth cat')
  })
})
