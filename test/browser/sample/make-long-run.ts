// A run of many points and one spike: `node make-long-run.ts FOLDER POINTS SPIKE`.
import { init } from '@seetrain/core'

const [dir, points, spike] = process.argv.slice(2)
const run = init({
  dir: dir!,
  id: 'long',
  project: 'long',
  settings: { captureConsole: false, captureEnvironment: false, systemMonitor: false },
})
for (let step = 0; step < Number(points); step += 1) {
  run.log({ value: step === Number(spike) ? 1000 : Math.sin(step / 1e5) }, { step })
  // the journal is written between two turns of the event loop
  if (step % 100_000 === 0) await new Promise(setImmediate)
}
await run.finish()
