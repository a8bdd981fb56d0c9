import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { encodeRecord, type RunRecord } from '@seetrain/core'
import { pythonPeer } from '../peers/python-peer.ts'
import { ImportFolder } from './import-folder.ts'

const ROWS = 5000
const KILLS = 20

const folder = new ImportFolder()
const made = mkdtempSync(join(tmpdir(), 'seetrain-made-'))
afterAll(() => {
  folder.remove()
  rmSync(made, { recursive: true, force: true })
})

/** Whole files of every format that can be followed, by where they are to grow. */
function growingFiles(): Map<string, Buffer> {
  const files = new Map<string, Buffer>()
  const steps = Array.from({ length: ROWS }, (_, step) => step)
  const text = (lines: string[]): Buffer => Buffer.from(`${lines.join('\n')}\n`)
  files.set('lines/log.jsonl', text(steps.map(step => `{"step":${step},"loss":${1 / (step + 1)},"odd":NaN}`)))
  files.set(
    'table/metrics.csv',
    text(['step,größe,acc', ...steps.map(step => `${step},${1 / (step + 1)},${step / 7}`)]),
  )
  files.set('work/t/vis_data/scalars.json', text(steps.map(step => `{"loss": ${1 / (step + 1)}, "step": ${step}}`)))
  files.set('mlruns/1/r/metrics/a', text(steps.map(step => `1700000000000 ${1 / (step + 1)} ${step}`)))
  files.set('mlruns/1/r/metrics/b', text(steps.map(step => `1700000000000 ${step / 3} ${step}`)))
  addMade(files, 'tensorboard', 'write_events.py', [], 'tfevents')
  addMade(files, 'wandb', 'write_wandb.py', ['0'], '.wandb')
  addMade(files, 'swanlab', 'write_swanlab.py', [], '.swanlab')
  return files
}

/** What a peer writes, where that is installed. */
function addMade(files: Map<string, Buffer>, peer: string, script: string, words: string[], mark: string): void {
  const python = pythonPeer(peer)
  if (python === undefined) return
  const root = join(made, peer)
  mkdirSync(root)
  execFileSync(python, [join(__dirname, script), root, ...words], { stdio: 'ignore' })
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile() && entry.name.includes(mark) && !entry.name.endsWith('.syncstate'))
      files.set(join(peer, relative(root, path)), readFileSync(path))
  }
}

const META =
  'run_id: r\nrun_name: kept\nstart_time: 1700000000000\nstatus: 1\nexperiment_id: 1\nlifecycle_stage: active\n'

it(`a follower that is killed ${KILLS} times while all files grow loses nothing and doubles nothing`, async () => {
  const files = [...growingFiles()]
  folder.write('live/mlruns/1/r/meta.yaml', META)
  const random = generator(7)
  for (let kill = 0; kill < KILLS; kill++) {
    const follower = follow(join(folder.path, 'live'))
    const untilWord = Math.floor(random() * 12)
    let words = 0
    for await (const chunk of follower.stdout!) {
      words += String(chunk).split('\n').length - 1
      // at any byte; a part of the runs begins only after some kills
      for (const [index, [name, bytes]] of files.entries())
        if (kill >= index) grow(name, bytes, Math.floor((random() * bytes.length) / 12))
      if (words >= untilWord) break
    }
    await end(follower)
  }
  for (const [name, bytes] of files) grow(name, bytes, bytes.length)
  const followed = await folder.import('live')
  const other = new ImportFolder()
  const whole = await folder.import('live', { home: other.home, blobs: other.blobs })
  expect(followed.map(({ path, name }) => [path, name])).toEqual(whole.map(({ path, name }) => [path, name]))
  expect(followed.length).toBeGreaterThanOrEqual(4)
  for (const [index, { runId, path }] of whole.entries())
    expect([path, told(folder, followed[index]!.runId)]).toEqual([path, told(other, runId)])
  other.remove()
}, 300_000)

function follow(path: string): ChildProcess {
  const script = join(__dirname, 'follow.ts')
  return spawn(process.execPath, ['--conditions=@seetrain/source', script, path, folder.home], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

async function end(follower: ChildProcess): Promise<void> {
  const ended = once(follower, 'exit')
  follower.kill('SIGKILL')
  await ended
}

const written = new Map<string, number>()

function grow(name: string, bytes: Buffer, by: number): void {
  const from = written.get(name) ?? 0
  const path = join(folder.path, 'live', name)
  mkdirSync(dirname(path), { recursive: true })
  appendFileSync(path, bytes.subarray(from, from + by))
  written.set(name, Math.min(bytes.length, from + by))
}

/** What a run's records say, without those of the import's own and without times, which may be those of the reading. */
function told(where: ImportFolder, runId: string): string[] {
  const kinds = ['metric', 'media', 'config', 'edit', 'definition', 'console', 'system', 'alert', 'artifact'] as const
  const records = kinds.flatMap((kind): RunRecord[] => where.records(runId, kind))
  return records.map(record => encodeRecord({ ...record, time: 0 })).sort()
}

/** Numbers that look random and are the same each time. */
function generator(seed: number): () => number {
  let state = seed
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647
}
