import { spawn } from 'node:child_process'
import { join } from 'node:path'

const ROOT = join(__dirname, '../..')

export interface ProgramOutcome {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

/** Runs a Python program that imports our package, in a folder of its own, as a user of that folder would. */
export function runPython(
  python: string,
  words: readonly string[],
  folder: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<ProgramOutcome> {
  const child = spawn(python, words, {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      PYTHONPATH: [join(ROOT, 'python'), join(ROOT, 'test/python/trainings')].join(':'),
      PYTHONDONTWRITEBYTECODE: '1',
      // a training of a few rows gains nothing from threads
      OMP_NUM_THREADS: '1',
      SEETRAIN_DIR: folder,
      SEETRAIN_HUB: 'none',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const outcome: ProgramOutcome = { code: null, signal: null, stdout: '', stderr: '' }
  child.stdout.on('data', piece => (outcome.stdout += piece))
  child.stderr.on('data', piece => (outcome.stderr += piece))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ ...outcome, code, signal }))
  })
}

/** The interpreter on PATH, for what needs the standard library alone. */
export const PYTHON = 'python3'

export const TRAININGS = join(ROOT, 'test/python/trainings')
