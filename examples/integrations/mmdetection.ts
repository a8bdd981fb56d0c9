// A picture with what was found on it.
import { init } from 'seetrain'

const integration = init('mmdetection', { project: 'examples', experimentName: 'mmdetection', scoreThreshold: 0.5 })
const backend = integration.getBackend()

backend.setDatasetMeta({ classes: ['cat', 'dog'] })
backend.addScalars({ loss_bbox: 0.25, step: 10 })
const image = { data: new Uint8Array(8 * 8 * 3), shape: [8, 8, 3] }
const found = {
  bboxes: [
    [1, 1, 4, 4],
    [2, 2, 7, 7],
  ],
  scores: [0.75, 0.25],
  labels: [1, 0],
}
backend.addDatasample(
  'val',
  image,
  { pred_instances: found, gt_instances: { bboxes: [[1, 1, 4, 4]], labels: [1] } },
  10,
)
await backend.close()

console.log(integration.getStats().media) // 1
await integration.finish()
