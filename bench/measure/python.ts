import { execFile } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { CallCost } from './call-cost.ts'

const run = promisify(execFile)
const folder = join(import.meta.dirname, '..', 'python')
const environment = join(folder, '.venv')
const executable = join(environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')
const stamp = join(environment, 'installed.txt')

type PythonCost = CallCost & { version: string }

interface Python {
  version: string
  /** Measures a tracker of measure.py, or says why it can not. */
  measure(tracker: string, calls: number): Promise<PythonCost | { reason: string }>
  measureOrFail(tracker: string, calls: number): Promise<PythonCost>
}

/** Makes the virtual environment unless it is there. What pip does not get is left out and told by `measure`. */
export async function preparePython(more: readonly string[]): Promise<Python> {
  const requirements = [...readFileSync(join(folder, 'requirements.txt'), 'utf8').split('\n'), ...more]
  const reasons = await install(requirements.filter(line => line !== '' && !line.startsWith('#')))
  const { stdout } = await run(executable, ['--version'])
  return {
    version: stdout.trim(),
    measureOrFail: measureTracker,
    async measure(tracker, calls) {
      try {
        return await measureTracker(tracker, calls)
      } catch (error) {
        return { reason: reasons.get(tracker) ?? lastLine((error as { stderr?: string }).stderr || String(error)) }
      }
    },
  }
}

/** Installs what the last time did not, one by one; returns the reasons of those that failed. */
async function install(requirements: readonly string[]): Promise<Map<string, string>> {
  const reasons = new Map<string, string>()
  if (!existsSync(executable)) await run('python3', ['-m', 'venv', environment])
  const installed = new Set(existsSync(stamp) ? readFileSync(stamp, 'utf8').split('\n') : [])
  for (const requirement of requirements.filter(line => !installed.has(line))) {
    console.error(`installing ${requirement}`)
    try {
      await run(executable, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', requirement])
      installed.add(requirement)
    } catch (error) {
      reasons.set(nameOf(requirement), `pip: ${lastLine((error as { stderr?: string }).stderr ?? String(error))}`)
    }
  }
  writeFileSync(stamp, [...installed].join('\n'))
  return reasons
}

async function measureTracker(tracker: string, calls: number): Promise<PythonCost> {
  const { stdout } = await run(executable, [join(folder, 'measure.py'), tracker, String(calls)], {
    env: { ...process.env, PYTHONWARNINGS: 'ignore' },
    timeout: 300_000,
  })
  // trackers print on stdout too
  const json = stdout.split('\n').find(line => line.startsWith('{"nanosecondsPerCall"'))
  if (json === undefined) throw new Error(`${tracker} printed no measurement`)
  return JSON.parse(json) as PythonCost
}

function nameOf(requirement: string): string {
  return requirement.split('==')[0]!.toLowerCase()
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? ''
}
