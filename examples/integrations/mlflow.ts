// Code as it is written against MLflow.
import { init } from 'seetrain'

const integration = init('mlflow', { project: 'examples', experimentName: 'mlflow' })
const mlflow = integration.getBackend()

mlflow.setTags({ stage: 'dev' })
mlflow.logParams({ lr: 0.1, epochs: 3 })
for (let step = 0; step < 3; step++) mlflow.logMetrics({ loss: 1 / (step + 1) }, step)
mlflow.logText('# Notes', 'notes.md')
mlflow.logTable({ input: [1, 2], output: [2, 4] }, 'predictions.json')

console.log(integration.run.config['tags']) // { stage: 'dev' }
await mlflow.endRun('FINISHED')
