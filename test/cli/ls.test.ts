import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CommandLine } from './command-line.ts'

const line = new CommandLine()
const ids: Record<string, string> = {}

beforeAll(async () => {
  const first = line.start({
    project: 'mnist',
    experimentName: 'first',
    tags: ['baseline', 'small'],
    config: { lr: 0.1, deep: { size: 3 } },
  })
  first.log({ loss: 0.5, 'val/acc': Number.NaN }, { step: 1 })
  first.markFramework('tfjs')
  await first.finish()
  const second = line.start({ project: 'mnist', experimentName: 'sécond 猫', tags: ['baseline'] })
  await second.finish({ state: 'failed', error: new Error('no more memory') })
  const third = line.start({ project: 'other', experimentName: 'third' })
  await third.finish()
  // a folder may come from anybody
  const summary = join(third.dir, 'run.json')
  writeFileSync(summary, readFileSync(summary, 'utf8').replace('"third"', String.raw`"third\u001B[2J"`))
  Object.assign(ids, { first: first.id, second: second.id, third: third.id })
})
afterAll(() => line.remove())

test('--json prints the runs with exactly the promised members, the newest first', async () => {
  const { code, stdout, stderr } = await line.run(['ls', '--json'])
  expect([code, stderr]).toEqual([0, ''])
  const runs = JSON.parse(stdout) as { id: string }[]
  expect(runs.map(run => run.id)).toEqual([ids['third'], ids['second'], ids['first']])
  expect(runs[2]).toEqual({
    id: ids['first'],
    name: 'first',
    project: 'mnist',
    state: 'finished',
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    endedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    config: { lr: 0.1, deep: { size: 3 }, frameworks: ['tfjs'] },
    summary: { loss: 0.5, 'val/acc': 'NaN' },
    tags: ['baseline', 'small'],
    frameworks: ['tfjs'],
  })
})

test.each([
  [
    ['--project', 'mnist'],
    ['second', 'first'],
  ],
  [['--state', 'failed'], ['second']],
  [
    ['--tag', 'baseline'],
    ['second', 'first'],
  ],
  [['--tag', 'baseline', '--tag', 'small'], ['first']],
  [['--tag', 'baseline', 'small'], ['first']],
  [
    ['--limit', '2'],
    ['third', 'second'],
  ],
  [['--project', 'mnist', '--limit', '1'], ['second']],
  [['--project', 'nothing'], []],
])('ls %j finds %j', async (words, names) => {
  const { stdout, code } = await line.run(['ls', '--json', ...words])
  expect(code).toBe(0)
  expect((JSON.parse(stdout) as { id: string }[]).map(run => run.id)).toEqual(names.map(name => ids[name]))
})

test('the table shows what a person looks for, whole where nothing limits the width', async () => {
  const { code, stdout } = await line.run(['ls'])
  expect(code).toBe(0)
  const rows = stdout.trimEnd().split('\n')
  expect(rows).toHaveLength(4)
  expect(rows[0]).toMatch(/^ID +NAME +PROJECT +STATE +STARTED +TOOK +METRICS +TAGS$/)
  expect(rows[2]).toContain('sécond 猫')
  expect(rows[2]).toContain('failed')
  expect(rows[3]).toMatch(/loss 0\.5 {2}val\/acc NaN +baseline, small$/)
})

test('a name can not steer the terminal', async () => {
  const { stdout } = await line.run(['ls'])
  expect(stdout).toContain('third?[2J')
  expect(stdout).not.toContain('\u001B')
})

test.each([120, 60, 30, 5])('no line is wider than %d columns', async columns => {
  const { stdout } = await line.run(['ls'], { COLUMNS: String(columns) })
  // the one wide character takes two
  for (const row of stdout.trimEnd().split('\n'))
    expect([...row].length + (row.includes('猫') ? 1 : 0)).toBeLessThanOrEqual(columns)
})

test('a folder without runs is said on stderr, and is an empty array for programs', async () => {
  const folder = join(line.folder, 'empty')
  await line.shell('mkdir empty')
  expect(await line.run(['ls', '--dir', folder])).toEqual({
    code: 0,
    stdout: '',
    stderr: expect.stringContaining(`No runs to show in ${folder}`),
  })
  expect(await line.run(['ls', '--dir', folder, '--json'])).toEqual({ code: 0, stdout: '[]\n', stderr: '' })
})

test('filters that fit no run say so', async () => {
  expect((await line.run(['ls', '--project', 'nothing'])).stderr).toContain('No run there fits these filters')
})

test.each(['before', 'behind'])('--dir stands %s the command, and .seetrain itself may be named', async place => {
  const elsewhere = join(line.folder, 'empty')
  await line.shell('mkdir -p empty')
  const words =
    place === 'before'
      ? ['--dir', join(line.folder, '.seetrain'), 'ls']
      : ['ls', '--dir', join(line.folder, '.seetrain')]
  const { stdout } = await line.run([...words, '--json'], { SEETRAIN_DIR: elsewhere })
  expect(JSON.parse(stdout)).toHaveLength(3)
})

test('SEETRAIN_DIR is the folder when --dir is absent', async () => {
  const { stdout } = await line.spawn('sh', ['-c', `cd / && ${line.commandWords} ls --json`], {
    SEETRAIN_DIR: line.folder,
  })
  expect(JSON.parse(stdout)).toHaveLength(3)
})

test('a folder that does not exist is an error that names it', async () => {
  const { code, stderr } = await line.run(['ls', '--dir', '/no/such/folder'])
  expect(code).toBe(1)
  expect(stderr).toBe(
    'seetrain: dir: /no/such/folder does not exist. Name the folder that holds .seetrain, with --dir or SEETRAIN_DIR.\n',
  )
})

test('one run that can not be read does not hide the others', async () => {
  const bad = new CommandLine()
  const runs = [bad.start(), bad.start()]
  for (const run of runs) await run.finish()
  writeFileSync(join(runs[0]!.dir, 'run.json'), '{"state":"finished"}')
  const { code, stdout, stderr } = await bad.run(['ls', '--json'])
  expect(code).toBe(0)
  expect((JSON.parse(stdout) as { id: string }[]).map(run => run.id)).toContain(runs[1]!.id)
  if (!stdout.includes(runs[0]!.id)) expect(stderr).toContain(`run ${runs[0]!.id} is left out`)
  bad.remove()
})

test('a stray file among the runs is none', async () => {
  const stray = new CommandLine()
  const run = stray.start()
  await run.finish()
  writeFileSync(join(run.dir, '../.DS_Store'), '')
  for (const words of [['ls', '--json'], ['sync', '--sink', 'csv'], ['doctor']]) {
    const { code, stdout, stderr } = await stray.run(words)
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).not.toContain('DS_Store')
  }
  stray.remove()
})

test('a run whose process was killed is killed, one that goes on is running', async () => {
  const living = await line.fixture('living-run.ts')
  const states = async () => {
    const { stdout } = await line.run(['ls', '--json', '--project', 'live'])
    return (JSON.parse(stdout) as { id: string; state: string; summary: object }[]).map(({ id, state, summary }) => ({
      id,
      state,
      summary,
    }))
  }
  expect(await states()).toEqual([{ id: living.id, state: 'running', summary: { loss: 0.1 } }])
  await living.kill()
  expect(await states()).toEqual([{ id: living.id, state: 'killed', summary: { loss: 0.1 } }])
})

test('500 runs are listed in time', async () => {
  const many = new CommandLine()
  for (let count = 0; count < 500; count++) {
    const run = many.start({ project: `project-${count % 7}`, config: { lr: count } })
    run.log({ loss: count }, { step: 1 })
    await run.finish()
  }
  const start = performance.now()
  const { stdout } = await many.run(['ls', '--json'])
  const took = performance.now() - start
  process.stdout.write(`seetrain ls of 500 runs: ${Math.round(took)} ms\n`)
  expect(JSON.parse(stdout)).toHaveLength(500)
  expect(took).toBeLessThan(10_000)
  many.remove()
})
