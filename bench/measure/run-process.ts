import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Runs a program of this folder in a fresh Node and returns the JSON in the last line that it prints. What it changes dies with it. */
export async function runProcess<Result>(
  program: string,
  args: readonly (string | number)[] = [],
  nodeOptions: readonly string[] = [],
): Promise<Result> {
  const { stdout } = await run(
    process.execPath,
    [...nodeOptions, join(import.meta.dirname, `${program}.ts`), ...args.map(String)],
    {
      // settings of the caller's would change what is measured
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], TMPDIR: process.env['TMPDIR'] },
      maxBuffer: 2 ** 26,
    },
  )
  return JSON.parse(stdout.slice(stdout.trimEnd().lastIndexOf('\n') + 1)) as Result
}
