import { execFile } from 'node:child_process'
import { globSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import * as seetrain from 'seetrain'
import { absentPeer, pythonPeer } from '../peers/python-peer.ts'
import { WandbStandIn } from '../peers/wandb/stand-in-server.ts'
import { parsePython, pathOf, readWandb, type ReadRecord } from '../peers/wandb/wandb-records.ts'
import { wandbSync } from '../peers/wandb/wandb-sync.ts'
import { describeWhen } from '../skip.ts'

const TIMEOUT_MS = 120_000

describeWhen(pythonPeer('wandb') !== undefined, absentPeer('wandb'))('a W&B directory of ours', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'seetrain-wandb-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const settings = { captureEnvironment: false, captureConsole: false, systemMonitor: false }
  const start = (options: seetrain.InitOptions): seetrain.Run =>
    seetrain.init({ dir: folder, sinks: [{ id: 'wandb', dir: join(folder, 'ours') }], settings, ...options })

  it(
    "says of a run what W&B's own client says",
    async () => {
      await logOurs(start)
      const script = join(__dirname, '../peers/wandb/log_run.py')
      await promisify(execFile)(pythonPeer('wandb')!, [script, join(folder, 'theirs')], { cwd: folder })
      const [ours, theirs] = await Promise.all(
        ['ours', 'theirs'].map(async name => Object.values(await readWandb(join(folder, name)))[0]!),
      )
      expect(told(ours!)).toEqual(told(theirs!))
      const files = (name: string): string[] =>
        globSync('wandb/offline-run-*/files/media/**/*.*', { cwd: join(folder, name) })
          .map(path => path.replace(/^.*\/files\//, '').replace(/_\d+_[0-9a-f]{20}\./, '.'))
          .sort()
      expect(files('ours')).toEqual(expect.arrayContaining([...new Set(files('theirs'))]))
    },
    TIMEOUT_MS,
  )

  it(
    'is uploaded whole again when the run goes on after an upload',
    async () => {
      const standIn = await WandbStandIn.start()
      try {
        const first = start({ project: 'again' })
        first.log({ loss: 3 }, { step: 0 })
        first.log({ loss: 2 }, { step: 1 })
        await first.finish({ state: 'failed', exitCode: 7 })
        const [directory] = globSync('ours/wandb/offline-run-*', { cwd: folder })
        await wandbSync(standIn.url, folder, [directory!])
        expect(standIn.uploaded.exitCode).toBe(7)
        const second = start({ project: 'again', id: first.id, resume: 'must' })
        second.log({ acc: 0.5 }, { step: 1 })
        second.log({ loss: 1 }, { step: 2 })
        await second.finish()
        expect(globSync('ours/wandb/offline-run-*', { cwd: folder })).toEqual([directory])
        await wandbSync(standIn.url, folder, [directory!])
      } finally {
        await standIn.close()
      }
      const rows = standIn.uploaded.streams['wandb-history.jsonl']!.map(line => JSON.parse(line) as object)
      expect(rows).toEqual([
        expect.objectContaining({ _step: 0, loss: 3 }),
        expect.objectContaining({ _step: 1, loss: 2, acc: 0.5 }),
        expect.objectContaining({ _step: 2, loss: 1 }),
      ])
      expect(standIn.uploaded.exitCode).toBe(0)
    },
    TIMEOUT_MS,
  )

  it('names media that are in the blobs already, without a copy', async () => {
    const run = start({ project: 'links' })
    run.logImage('a/b c', new Uint8Array([1, 2, 3, 4]), { width: 2, height: 2, step: 3 })
    await run.finish()
    const [image] = globSync('ours/wandb/*/files/media/images/**/*.png', { cwd: folder })
    expect(image).toMatch(/media\/images\/a\/b_c_3_[0-9a-f]{20}\.png$/)
    expect(statSync(join(folder, image!)).nlink).toBe(2)
  })
})

async function logOurs(start: (options: seetrain.InitOptions) => seetrain.Run): Promise<void> {
  const run = start({
    project: 'beside',
    id: 'same',
    experimentName: 'the same',
    notes: 'Look',
    tags: ['a', 'b'],
    group: 'g',
    jobType: 'train',
    config: { lr: 0.1, layers: [64, null], optimizer: { name: 'adam' } },
  })
  const pixels = new Uint8Array([0, 64, 128, 255])
  const size = { width: 2, height: 2 }
  run.defineMetric('loss', { summary: 'min' })
  run.defineMetric('val/acc', { stepKey: 'epoch' })
  run.log({ loss: 0.5, epoch: 1 }, { step: 0 })
  run.log({ loss: 0.25, other: Number.NaN, 'val/acc': 0.75 }, { step: 1 })
  run.log({ other: Infinity }, { step: 5 })
  run.logHistogram('weights', { counts: [5, 9, 2], edges: [0, 10, 20, 40] }, { step: 6 })
  run.logImage('picture', pixels, { ...size, caption: 'four', step: 7 })
  run.logImage('batch', [new seetrain.Image(pixels, size), new seetrain.Image(pixels, size)], { step: 7 })
  run.logTable(
    'table',
    [
      [1, 'a'],
      [2, null],
    ],
    { columns: ['id', 'word'], step: 7 },
  )
  run.logHtml('page', '<b>x</b>', { step: 7 })
  run.alert('Look', { text: 'at this', level: 'warning' })
  await run.finish({ state: 'failed', exitCode: 3 })
}

interface Item {
  key?: string
  nested_key?: string[]
  value_json: string
}

type Tree = { [name: string]: unknown }

/** What a log says about a run, without what is different in any two: times, hosts, ids, and how W&B counts itself. */
function told(records: readonly ReadRecord[]): object {
  const of = (kind: string): ReadRecord[] => records.filter(record => record.kind === kind)
  const [run] = of('run')
  const { run_id, project, display_name, notes, tags, run_group, job_type } = run!
  const config = [run!['config'], ...of('config')].flatMap(
    part => (part as { update?: Item[] } | undefined)?.update ?? [],
  )
  return {
    run: { run_id, project, display_name, notes, tags, run_group, job_type },
    config: withoutOwn(treeOf(config)),
    rows: of('history').map(({ item }) => withoutTimes(treeOf(item as Item[]))),
    summary: withoutTimes(treeOf(of('summary').flatMap(({ update }) => update as Item[]))),
    metrics: of('metric').map(({ name, step_metric, summary }) => ({ name, step_metric, summary })),
    alerts: of('alert').map(({ title, text, level }) => ({ title, text, level })),
    tables: of('artifact').map(({ type, name, aliases }) => ({ type, name, aliases })),
    exit: of('exit').map(record => record['exit_code']),
  }
}

function treeOf(items: readonly Item[]): Tree {
  const tree: Tree = {}
  for (const item of items) {
    const path = pathOf(item)
    let parent = tree
    for (const name of path.slice(0, -1)) parent = (parent[name] ??= {}) as Tree
    parent[path.at(-1)!] = parsePython(item.value_json)
  }
  return tree
}

/** Also without what stands for content: encoders of PNG and JSON differ, and ids are by chance. */
function withoutTimes(tree: Tree): Tree {
  const values = withoutOwn(tree)
  const varying = /^(sha256|size|path|filenames|artifact_path|_latest_artifact_path)$/
  return JSON.parse(
    JSON.stringify(values, (name, value: unknown) => {
      if (varying.test(name)) return typeof value
      return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value
    }),
  ) as Tree
}

/** Without W&B's own members, but with the step. */
function withoutOwn(tree: Tree): Tree {
  return Object.fromEntries(Object.entries(tree).filter(([name]) => !name.startsWith('_') || name === '_step'))
}
