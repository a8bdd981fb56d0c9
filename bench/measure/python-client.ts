import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { CallCost } from './call-cost.ts'

const root = join(import.meta.dirname, '..', '..')
const python = join(root, '.cache', 'peers', 'wandb', 'bin', 'python')
const program = join(root, 'bench', 'python', 'measure_client.py')

export type ClientTracker = 'seetrain' | 'wandb' | 'none'

export interface LoopCost {
  secondsPerStep: number
  /** Of all threads of the program, which other work on the machine does not change. */
  processorPerStep: number
}

/** Python programs that record to a hub, or with W&B offline, each in a process of its own. */
export class PythonClient {
  readonly #url: string

  constructor(url: string) {
    this.#url = url
  }

  static get isThere(): boolean {
    return existsSync(python)
  }

  call(tracker: ClientTracker, calls: number, keys: number): Promise<CallCost> {
    return this.#run('call', tracker, calls, keys)
  }

  loop(tracker: ClientTracker, steps: number, rounds: number): Promise<LoopCost> {
    return this.#run('loop', tracker, steps, rounds)
  }

  async #run<Cost>(...words: readonly (string | number)[]): Promise<Cost> {
    const { stdout } = await promisify(execFile)(python, [program, ...words.map(String)], {
      env: {
        ...process.env,
        PYTHONPATH: join(root, 'python'),
        PYTHONWARNINGS: 'ignore',
        SEETRAIN_URL: this.#url,
        SEETRAIN_LOG_LEVEL: 'warn',
      },
      timeout: 300_000,
    })
    return JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as Cost
  }
}
