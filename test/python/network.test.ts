import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeFileSystem, readRun, runFolder, type RunRecord } from 'seetrain'
import { CommandLine } from '../cli/command-line.ts'
import { HubUnderTest } from '../hub/hub-under-test.ts'
import { CuttingProxy } from './cutting-proxy.ts'
import { PYTHON, runPython, TRAININGS } from './python-program.ts'

const ROUNDS = Number(process.env['PYTHON_KILLS'] ?? 2)
const STEPS = 600
const STEADY = [join(TRAININGS, 'steady.py'), String(STEPS)]
const EVERY_STEP = Array.from({ length: STEPS }, (_, step) => step)

jest.setTimeout(60_000 + ROUNDS * 30_000)

function recordsOf(home: string, run: string): RunRecord[] {
  return [...readRun(runFolder(home, run), nodeFileSystem)].map(({ record }) => record)
}

function stepsOf(records: readonly RunRecord[]): number[] {
  return records.flatMap(record => (record.kind === 'metric' ? [record.step] : []))
}

it(`${ROUNDS} times the network breaks again and again: each call is there, once`, async () => {
  await using under = await HubUnderTest.start()
  const proxy = await CuttingProxy.before(under.url)
  // a machine of its own: nobody there takes in what it keeps
  const elsewhere = mkdtempSync(join(tmpdir(), 'seetrain-elsewhere-'))
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const before = proxy.cuts
      const RUN = `run-${round}`
      const environment = { SEETRAIN_URL: proxy.url, RUN, SEETRAIN_SYSTEM_MONITOR: 'false' }
      const { code, stderr } = await runPython(PYTHON, STEADY, elsewhere, environment)
      expect({ code, kept: /the run is kept/.test(stderr) }).toEqual({ code: 0, kept: false })
      expect(proxy.cuts).toBeGreaterThan(before)
      const records = recordsOf(under.home, RUN)
      expect(stepsOf(records)).toEqual(EVERY_STEP)
      expect(records.at(-1)).toMatchObject({ kind: 'end', state: 'finished' })
      expect(records.filter(({ kind }) => kind === 'environment')).toHaveLength(1)
    }
  } finally {
    proxy.close()
    rmSync(elsewhere, { recursive: true, force: true })
  }
})

describe('without any hub', () => {
  let line: CommandLine
  beforeEach(() => {
    line = new CommandLine()
  })
  afterEach(() => line.remove())
  const home = (): string => join(line.folder, '.seetrain')

  it('a whole run arrives by seetrain sync, and once however often that is called', async () => {
    const { code, stderr } = await runPython(PYTHON, STEADY, line.folder, { RUN: 'late' })
    expect([code, stderr]).toEqual([0, expect.stringContaining('`seetrain sync')])
    for (let time = 0; time < 2; time++) {
      expect(await line.run(['sync', '--spools'])).toMatchObject({ code: 0 })
      const records = recordsOf(home(), 'late')
      expect(stepsOf(records)).toEqual(EVERY_STEP)
      expect(records.map(({ kind }) => kind)).toEqual(
        expect.arrayContaining(['open', 'environment', 'console', 'system', 'end']),
      )
      expect(records.at(-1)).toMatchObject({ state: 'finished' })
    }
    expect(nodeFileSystem.list(join(home(), 'spool'))).toEqual([])
  })

  it('what a killed program had recorded arrives, and the run is told to be killed', async () => {
    const child = spawn(PYTHON, STEADY, {
      cwd: line.folder,
      env: {
        PATH: process.env['PATH'],
        PYTHONPATH: join(__dirname, '../../python'),
        SEETRAIN_DIR: line.folder,
        SEETRAIN_HUB: 'none',
        RUN: 'cut',
      },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let told = ''
    const ended = once(child, 'close')
    child.stdout.on('data', (piece: Buffer) => {
      told += piece.toString()
      if (told.includes('\n100\n')) child.kill('SIGKILL')
    })
    await ended
    expect(await line.run(['sync', '--spools'])).toMatchObject({ code: 0 })
    const steps = stepsOf(recordsOf(home(), 'cut'))
    const last = Number(told.slice(0, told.lastIndexOf('\n')).split('\n').at(-1))
    expect(steps).toEqual(EVERY_STEP.slice(0, steps.length))
    expect(steps.length).toBeGreaterThan(last)
    expect(recordsOf(home(), 'cut').at(-1)).toMatchObject({ kind: 'end', state: 'killed' })
  })
})
