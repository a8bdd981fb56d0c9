// A run that logs what its parent sends, and answers with the time just before each `log`: `fork log-when-told.ts FOLDER`.
import { init } from '@seetrain/core'

const run = init({
  dir: process.argv[2]!,
  id: 'live',
  project: 'live',
  experimentName: 'first light',
  settings: { captureConsole: false, captureEnvironment: false, systemMonitor: false },
})
process.on('message', ({ step, values }: { step: number; values: { [key: string]: number } }) => {
  const time = Date.now()
  run.log(values, { step })
  process.send!(time)
})
process.on('disconnect', () => void run.finish())
