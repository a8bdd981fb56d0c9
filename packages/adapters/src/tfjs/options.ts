import { InvalidArgumentError } from '@seetrain/core'
import type { YieldEvery } from './library.ts'

export interface TfjsOptions {
  /** Your own `import * as tf from '@tensorflow/tfjs'` (or tfjs-node), when it is not the installed `@tensorflow/tfjs`. */
  module?: object
  /** Log batch metrics every this many batches; 0 for none. Default 1. Reading a scalar is slow on WebGL: use more there. */
  batchEvery?: number
  /** Log a histogram of each weight after every this many epochs. Default 0: none. */
  weightsEvery?: number
  /** Log a histogram of each gradient, and their norm, every this many batches. Default 0: none. */
  gradientsEvery?: number
  /** Log tensors and bytes in memory, and alert when tensors pile up epoch after epoch. Default true. */
  memory?: boolean
  /** As in `model.fit`: how often the event loop gets a turn. Default 'auto'. */
  yieldEvery?: YieldEvery
}

export const TFJS_OPTIONS = ['module', 'batchEvery', 'weightsEvery', 'gradientsEvery', 'memory', 'yieldEvery'] as const

const COUNTS = { batchEvery: 'batches', weightsEvery: 'epochs', gradientsEvery: 'batches' } as const

export function checkTfjsOptions(options: TfjsOptions): TfjsOptions {
  for (const [name, what] of Object.entries(COUNTS)) {
    const value = options[name as keyof typeof COUNTS]
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= 0))
      throw new InvalidArgumentError(name, value, `Pass a whole number of ${what}; 0 for none.`)
  }
  const { module } = options
  if (module !== undefined && !('CustomCallback' in module))
    throw new InvalidArgumentError('module', module, "Pass the whole library: import * as tf from '@tensorflow/tfjs'.")
  return options
}
