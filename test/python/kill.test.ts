import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { nodeFileSystem, readRun, runFolder, type RunRecord } from 'seetrain'
import { PYTHON, TRAININGS } from './python-program.ts'

const ROOT = join(__dirname, '../..')
const KILLS = Number(process.env['PYTHON_KILLS'] ?? 3)
const STEPS = 300

jest.setTimeout(60_000 + KILLS * 30_000)

const folder = mkdtempSync(join(tmpdir(), 'seetrain-kills-'))
const home = join(folder, '.seetrain')
const living = new Set<ChildProcess>()
afterAll(() => {
  for (const child of living) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

it(`${KILLS} times the trainer, the hub or both are killed: each call that returned is there, once`, async () => {
  let hub = await startHub()
  for (let round = 0; round < KILLS; round++) {
    const run = `run-${round}`
    const trainer = startTrainer(run)
    // at another moment each time; no round depends on which
    await trainer.reached((round * 97) % (STEPS - 50))
    const who = (['hub', 'trainer', 'both'] as const)[round % 3]!
    if (who !== 'trainer') await kill(hub)
    if (who !== 'hub') await kill(trainer.child)
    if (who !== 'trainer') hub = await startHub()
    await trainer.ended
    const steps = await stepsOf(run)
    expect(steps).toEqual(Array.from(steps, (_, step) => step))
    expect(steps.length).toBeGreaterThanOrEqual(trainer.told() + 1)
  }
  await kill(hub)
})

async function startHub(): Promise<ChildProcess> {
  const cli = join(ROOT, 'packages/seetrain/src/cli.ts')
  const words = ['--conditions=@seetrain/source', cli, 'ui', '--port', '0', '--no-open', '--dir', folder]
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  living.add(child)
  await once(child.stdout, 'data')
  return child
}

function startTrainer(run: string) {
  const child = spawn(PYTHON, [join(TRAININGS, 'steady.py'), String(STEPS)], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      PYTHONPATH: join(ROOT, 'python'),
      SEETRAIN_DIR: folder,
      SEETRAIN_HUB: 'none',
      RUN: run,
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  living.add(child)
  let text = ''
  let wanted = { step: Infinity, resolve: () => {} }
  child.stdout.on('data', (piece: Buffer) => {
    text += piece.toString()
    if (told() >= wanted.step) wanted.resolve()
  })
  // a line that was cut off was not told
  const told = (): number => Number(text.slice(0, text.lastIndexOf('\n')).split('\n').at(-1) || -1)
  const ended = once(child, 'close')
  const reached = (step: number) => Promise.race([ended, new Promise<void>(resolve => (wanted = { step, resolve }))])
  return { child, ended, reached, told }
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'close')
  child.kill('SIGKILL')
  if (child.exitCode === null && child.signalCode === null) await gone
  living.delete(child)
}

/** The steps of a run, once the hub has taken in what its trainer left. */
async function stepsOf(run: string): Promise<number[]> {
  const deadline = Date.now() + 25_000
  for (;;) {
    const records = recordsOf(run)
    if (records.at(-1)?.kind === 'end' || Date.now() > deadline)
      return records.flatMap(record => (record.kind === 'metric' ? [record.step] : []))
    await wait(100)
  }
}

function recordsOf(run: string): RunRecord[] {
  if (!readdirSync(home).includes('runs')) return []
  return [...readRun(runFolder(home, run), nodeFileSystem)].map(({ record }) => record)
}
