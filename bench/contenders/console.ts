import { init } from 'seetrain'
import type { Contender, StartContender } from './contender.ts'

function printing(captureConsole: boolean, log: Contender['log']): StartContender {
  return dir => {
    const run = init({
      dir,
      project: 'bench',
      settings: { captureConsole, captureEnvironment: false, systemMonitor: false },
    })
    return { log, drain: () => run.flush(), close: () => run.finish() }
  }
}

const lines: Contender['log'] = (from, count) => {
  for (let step = from; step < from + count; step++) console.log(`epoch 3 step ${step} loss 0.2931 accuracy 0.9127`)
}

// a bar rewrites its line a hundred times
const bars: Contender['log'] = (from, count) => {
  for (let step = from; step < from + count; step++) {
    process.stdout.write(`\r\u001B[32m${'█'.repeat(step % 40)}\u001B[0m ${step % 100}%${step % 100 === 99 ? '\n' : ''}`)
  }
}

export const plainLines = printing(false, lines)
export const capturedLines = printing(true, lines)
export const plainBars = printing(false, bars)
export const capturedBars = printing(true, bars)
