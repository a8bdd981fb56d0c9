// The events of two epochs of a YOLO training.
import { init } from 'seetrain'

const integration = init('ultralytics', { project: 'examples', experimentName: 'ultralytics' })
const callback = integration.getCallback()

callback.onPretrainRoutineStart({ args: { model: 'yolo11n.pt', imgsz: 640, epochs: 2 } })
for (let epoch = 0; epoch < 2; epoch++) {
  callback.onTrainEpochEnd({ epoch, losses: { 'train/box_loss': 1 / (epoch + 1) }, lr: { 'lr/pg0': 0.01 } })
  callback.onFitEpochEnd({ epoch, metrics: { 'metrics/mAP50(B)': 0.25 * (epoch + 1) }, fitness: 0.2 * (epoch + 1) })
}
callback.onTrainEnd({ best_fitness: 0.4 })

console.log(integration.run.summary['metrics/mAP50B']) // 0.5
await integration.finish()
