import { execFile } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { listRuns, nodeFileSystem, readRun, runFolder, type RunRecord } from '@seetrain/core'

const execute = promisify(execFile)
const root = join(__dirname, '../..')

export interface ExampleResult {
  stdout: string
  stderr: string
  /** The records of each run, oldest run first. */
  runs: RunRecord[][]
}

/**
 * Runs a file of `examples/` as a user does, in a process of its own, from the sources, with an empty folder for its runs.
 * Several files run one after the other in one process.
 */
export async function runExample(...files: string[]): Promise<ExampleResult> {
  const dir = mkdtempSync(join(tmpdir(), 'example-'))
  const program = files.map(file => `await import('./examples/${file}')`).join('\n')
  const environment = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('SEETRAIN_') && name !== 'FORCE_COLOR',
  )
  const { stdout, stderr } = await execute(
    process.execPath,
    [
      '--conditions=@seetrain/source',
      '--disable-warning=ExperimentalWarning',
      '--input-type=module',
      '--eval',
      program,
    ],
    { cwd: root, env: { ...Object.fromEntries(environment), SEETRAIN_DIR: dir } },
  )
  const home = join(dir, '.seetrain')
  const runs = listRuns(home, nodeFileSystem).map(id =>
    [...readRun(runFolder(home, id), nodeFileSystem)].map(({ record }) => record),
  )
  return { stdout, stderr, runs }
}

export function ofKind<Kind extends RunRecord['kind']>(records: RunRecord[], kind: Kind) {
  return records.filter((record): record is Extract<RunRecord, { kind: Kind }> => record.kind === kind)
}

/** The values of a metric in the order of logging. */
export function series(records: RunRecord[], key: string): number[] {
  return ofKind(records, 'metric')
    .filter(record => record.key === key)
    .map(record => record.value)
}
