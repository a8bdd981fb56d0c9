// A study of three trials, one of them pruned.
import { init } from 'seetrain'

const integration = init('optuna', { project: 'examples', experimentName: 'optuna' })
const tracker = integration.getTracker()

const study = { study_name: 'mnist', directions: ['MINIMIZE' as const] }
for (const [number, lr] of [0.1, 0.01, 0.001].entries()) {
  tracker.ask({ number, params: { lr } })
  for (let step = 0; step < 3; step++) tracker.report(number, lr / (step + 1), step)
  const state = number === 1 ? 'PRUNED' : 'COMPLETE'
  await tracker.tell(study, { number, state, params: { lr }, values: [lr / 3] })
}

console.log(integration.run.summary['best_value']) // 0.000333…
await integration.finish()
