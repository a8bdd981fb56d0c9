// Runs with many keys each: `node make-many-runs.ts FOLDER RUNS KEYS POINTS`.
import { init } from '@seetrain/core'

const [dir, ...counts] = process.argv.slice(2)
const [runs, keys, points] = counts.map(Number) as [number, number, number]
for (let number = 0; number < runs; number += 1) {
  const run = init({
    dir: dir!,
    id: `many-${number}`,
    project: 'many',
    experimentName: `trial ${number}`,
    config: { learningRate: 0.1 / (number + 1), seed: number % 5 },
    settings: { captureConsole: false, captureEnvironment: false, systemMonitor: false },
  })
  for (let step = 0; step < points; step += 1) {
    const values: { [key: string]: number } = {}
    for (let key = 0; key < keys; key += 1)
      values[`layer${Math.floor(key / 20)}/m${key}`] = Math.sin((step + key) / 7) + number / 50
    run.log(values, { step })
  }
  await run.finish()
}
