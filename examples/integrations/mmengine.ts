// What MMEngine's visualizer calls on a backend.
import { init } from 'seetrain'

const integration = init('mmengine', { project: 'examples', experimentName: 'mmengine' })
const backend = integration.getBackend()

backend.addConfig({ optimizer: { type: 'SGD', lr: 0.02 } })
backend.addScalar('lr', 0.02, 1)
backend.addScalars({ loss_cls: 0.5, loss_bbox: 0.25, step: 10 })
backend.addImage('samples', { data: new Uint8Array(12), shape: [2, 2, 3] }, 10)
backend.addDatasample('val', { data: new Uint8Array(12), shape: [2, 2, 3] }, { pred_label: 1, pred_score: 0.75 }, 10)
await backend.close()

console.log(integration.run.summary['loss_cls']) // 0.5
await integration.finish()
