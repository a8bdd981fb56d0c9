// What Accelerate calls on a tracker.
import { init } from 'seetrain'

const integration = init('accelerate', { project: 'examples', experimentName: 'accelerate' })
const tracker = integration.getTracker()

tracker.storeInitConfiguration({ lr: 0.01, batch_size: 8 })
tracker.log({ loss: 0.5, eval: { acc: 0.75 }, note: 'warm-up' }, 10)
tracker.logImages({ samples: { data: new Uint8Array(2 * 2 * 3), shape: [2, 2, 3] } }, 10)
tracker.logTable(
  'predictions',
  ['input', 'output'],
  [
    ['a', 1],
    ['b', 2],
  ],
  undefined,
  10,
)

console.log(integration.run.summary['eval/acc']) // 0.75
await tracker.finish()
