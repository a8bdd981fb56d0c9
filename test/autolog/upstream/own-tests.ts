import { existsSync, readFileSync, rmSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import type { Outcomes } from './comparison.ts'
import { runProgram } from './run-program.ts'
import { toolOf, type SdkSources } from './sdk-sources.ts'

/** Both jest and vitest write this. */
interface Report {
  testResults: { name: string; message: string; assertionResults: { fullName: string; status: string }[] }[]
}

export interface TestOptions {
  /** Where the reports go. */
  scratch: string
  env: NodeJS.ProcessEnv
  /** Whether autolog is on. */
  watched: boolean
  /** Parts of the paths of test files; all when empty. */
  files: readonly string[]
}

/** Runs the tests that the sources bring, by the runners that they bring. */
export async function runOwnTests(sources: SdkSources, options: TestOptions): Promise<Outcomes> {
  const report = join(options.scratch, 'report.json')
  const outcomes = new Map<string, string>()
  for (const args of [jest(sources, options, report), vitest(sources, options, report)]) {
    if (args === undefined) continue
    rmSync(report, { force: true })
    const { output } = await runProgram(args, { cwd: sources.folder, env: options.env })
    if (!existsSync(report)) throw new Error(`${basename(args[0]!)} wrote no report. It said:\n${output}`)
    for (const [name, status] of outcomesIn(JSON.parse(readFileSync(report, 'utf8')) as Report, sources.folder))
      outcomes.set(name, status)
  }
  return outcomes
}

function jest(sources: SdkSources, { watched, files }: TestOptions, report: string): string[] | undefined {
  const tool = toolOf(sources, 'jest/bin/jest')
  if (tool === undefined) return undefined
  const args = [tool, '--ci', '--passWithNoTests', '--json', `--outputFile=${report}`, ...files]
  return watched ? [...args, '--setupFilesAfterEnv', join(import.meta.dirname, 'jest-setup.cjs')] : args
}

/** The newest versions run some of their tests by this one. */
function vitest(sources: SdkSources, { watched, files }: TestOptions, report: string): string[] | undefined {
  const tool = toolOf(sources, 'vitest/node')
  if (tool === undefined) return undefined
  const setup = watched ? join(import.meta.dirname, 'vitest-setup.mjs') : ''
  return [join(import.meta.dirname, 'run-vitest.mjs'), tool, report, setup, ...files]
}

function outcomesIn({ testResults }: Report, folder: string): Map<string, string> {
  const outcomes = new Map<string, string>()
  for (const { name, assertionResults } of testResults) {
    const file = relative(folder, name)
    // a file that could not be loaded has no tests
    if (assertionResults.length === 0) outcomes.set(file, 'failed')
    for (const { fullName, status } of assertionResults)
      outcomes.set(unused(`${file} › ${fullName.replaceAll(MOMENT, 'now')}`, outcomes), status)
  }
  return outcomes
}

/** Some tests are named for the time at which they run. */
const MOMENT = /\d{4}-\d\d-\d\dT[\d:.]+Z/g

/** Tests of one file may share their names. */
function unused(name: string, outcomes: Outcomes): string {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name} (${number})`
    if (!outcomes.has(candidate)) return candidate
  }
}
