import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { setImmediate as afterTimers } from 'node:timers/promises'
import { listRuns, nodeFileSystem, readRun, runFolder, type PlainObject, type RunRecord } from 'seetrain'
import { HubUnderTest } from '../hub/hub-under-test.ts'
import { runPython } from './python-program.ts'

jest.setTimeout(60_000)

const TALKATIVE = `
import os, sys, threading, time
import seetrain

before = sys.stdout.write
run = seetrain.init(settings={"system_interval_ms": 100})
print("one\\ntwo")
for percent in range(101):
    sys.stderr.write(f"\\r{percent} %")
print("token=sk-abcdef1234567890abcdef", flush=True)
sys.stderr.write("\\n")
while run.stats()["calls"] < 6:
    time.sleep(0.01)
print("no end", end="")
run.finish()
assert sys.stdout.write == before
print("late")
`

let under: HubUnderTest
beforeEach(async () => {
  under = await HubUnderTest.start()
})
afterEach(async () => {
  expect(under.errors).toEqual([])
  await under[Symbol.asyncDispose]()
})

async function record(
  program: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<{ records: RunRecord[]; stdout: string; stderr: string }> {
  const words = ['-c', program, '--token', 'abc', '--lr', '0.1']
  const { code, stdout, stderr } = await runPython('python3', words, under.folder, environment)
  if (code !== 0) throw new Error(stderr)
  const [id] = listRuns(under.home, nodeFileSystem)
  return { records: [...readRun(runFolder(under.home, id!), nodeFileSystem)].map(each => each.record), stdout, stderr }
}

/** As the dashboard shows it: later lines of a number replace earlier ones. */
function consoleOf(records: readonly RunRecord[], stream: string): string[] {
  const lines: string[] = []
  for (const record of records)
    if (record.kind === 'console' && record.stream === stream)
      for (const [index, text] of record.text.split('\n').entries()) lines[record.line + index] = text
  return lines
}

function sectionsOf(records: readonly RunRecord[]): { [name: string]: PlainObject } {
  const found = records.flatMap(record => (record.kind === 'environment' ? [record.sections] : []))
  return Object.assign({}, ...found) as { [name: string]: PlainObject }
}

function systemKeys(records: readonly RunRecord[]): string[] {
  return [...new Set(records.flatMap(record => (record.kind === 'system' ? Object.keys(record.values) : [])))].sort()
}

it('a run of Python shows what the process printed, ran in and used, with secrets masked', async () => {
  spawnSync('git', ['init', '-q', '-b', 'work', under.folder])
  spawnSync('git', ['-C', under.folder, 'remote', 'add', 'origin', 'https://me:secret@example.org/it.git'])
  const { records, stdout, stderr } = await record(TALKATIVE)
  expect(stdout).toBe('one\ntwo\ntoken=sk-abcdef1234567890abcdef\nno endlate\n')
  expect(stderr).toContain('\r99 %\r100 %\n')
  expect(consoleOf(records, 'stdout')).toEqual(['one', 'two', 'token=***', 'no end'])
  expect(consoleOf(records, 'stderr')).toContain('100 %')
  const { git, host, runtime, packages, command } = sectionsOf(records)
  expect(git).toMatchObject({ branch: 'work', detached: false, dirty: true, remote: 'https://example.org/it.git' })
  expect(host).toMatchObject({ platform: process.platform, architecture: process.arch, hostname: expect.any(String) })
  expect(runtime).toMatchObject({ python: expect.stringMatching(/^3\./), implementation: 'CPython' })
  expect(packages).toMatchObject({ versions: expect.objectContaining({ pip: expect.any(String) }) })
  const line = command!['arguments'] as string[]
  expect(line.slice(-4)).toEqual(['--token', '***', '--lr', '0.1'])
  expect(command).toMatchObject({ environment: { OMP_NUM_THREADS: '1' } })
  expect(records.at(-1)).toMatchObject({ kind: 'end', state: 'finished' })
})

it('sections and samples have the names that runs of TypeScript have', async () => {
  const { records } = await record(TALKATIVE)
  const run = under.run({ settings: { captureEnvironment: true, systemMonitor: true, systemIntervalMs: 100 } })
  const deadline = Date.now() + 20_000
  const own = (): RunRecord[] => [...readRun(run.dir, nodeFileSystem)].map(each => each.record)
  while (systemKeys(own()).length < 12 && Date.now() < deadline) await afterTimers()
  await run.finish()
  const shared = systemKeys(own()).filter(key => !/^eventloop|^process\.(?:heap|external)/.test(key))
  expect(systemKeys(records)).toEqual(shared)
  expect(Object.keys(sectionsOf(records)['host']!).sort()).toEqual(Object.keys(sectionsOf(own())['host']!).sort())
})

it.each([
  ['settings of init', '{"capture_console": False, "capture_environment": False, "system_monitor": False}', {}],
  [
    'variables',
    '{}',
    { SEETRAIN_CAPTURE_CONSOLE: 'false', SEETRAIN_CAPTURE_ENVIRONMENT: '0', SEETRAIN_SYSTEM_MONITOR: 'off' },
  ],
])('%s switch it off', async (_, settings, environment) => {
  const { records } = await record(
    `import seetrain\nseetrain.init(settings=${settings})\nprint(1)\nseetrain.finish()`,
    environment,
  )
  expect(records.map(({ kind }) => kind)).toEqual(['open', 'end'])
})

it('a disabled run watches nothing and touches no stream', async () => {
  const program = `
import sys, threading
import seetrain
before, threads = sys.stdout.write, threading.active_count()
seetrain.init(mode="disabled")
assert sys.stdout.write == before and threading.active_count() == threads
print("fine")
`
  const outcome = await runPython('python3', ['-c', program], under.folder)
  expect(outcome).toMatchObject({ code: 0, stdout: 'fine\n' })
  expect(listRuns(under.home, nodeFileSystem)).toEqual([])
})

it('prints of several runs, of threads, of forks and of odd streams harm nobody', async () => {
  const { code, stdout, stderr } = await runPython('python3', [join(__dirname, 'trainings/talkative.py')], under.folder)
  expect({ code, stderr: stderr.replaceAll(/^seetrain: runs are shown.*\n/gm, '') }).toEqual({ code: 0, stderr: '' })
  expect([...new Set(stdout.split('\n'))].sort()).toEqual(['', 'both', 'child', 'first', 'own', 'second', 'thread'])
  const consoles = listRuns(under.home, nodeFileSystem).map(id =>
    consoleOf(
      [...readRun(runFolder(under.home, id), nodeFileSystem)].map(each => each.record),
      'stdout',
    ),
  )
  expect(consoles).toEqual([
    ['first', 'both'],
    ['both', 'second', ...Array.from({ length: 400 }, () => 'thread')],
    // its streams were none
    [],
  ])
})
