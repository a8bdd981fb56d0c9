import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CommandLine } from './command-line.ts'
import { damage } from './damage.ts'

let line: CommandLine
beforeEach(() => {
  line = new CommandLine()
})
afterEach(() => line.remove())

async function makeRun(name: string, points = 5): Promise<{ id: string; dir: string }> {
  const run = line.start({ experimentName: name, mode: 'offline' })
  for (let step = 0; step < points; step++) run.log({ loss: step }, { step })
  await run.finish()
  return run
}

test('delivers what is missing to each sink, and says so per run and sink', async () => {
  const runs = [await makeRun('one'), await makeRun('two')]
  const { code, stdout, stderr } = await line.run(['sync', '--sink', 'csv', 'jsonl'])
  expect([code, stderr]).toEqual([0, ''])
  const rows = stdout
    .trimEnd()
    .split('\n')
    .slice(1)
    .map(row => row.split(/ {2,}/))
  expect(rows.map(([id, sink, delivered, result]) => [id, sink, Number(delivered), result])).toEqual(
    runs.flatMap(({ id }) => [
      [id, 'csv', 5, 'complete'],
      [id, 'jsonl', 7, 'complete'],
    ]),
  )
  expect(readFileSync(join(runs[0]!.dir, 'csv/metrics.csv'), 'utf8').split('\n')).toHaveLength(7)
})

test('a second time there is nothing to do', async () => {
  const { id } = await makeRun('one')
  await line.run(['sync', '--sink', 'csv'])
  const { code, stdout } = await line.run(['sync', '--sink', 'csv', '--json'])
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toEqual([
    { runId: id, writer: 'main', sink: 'csv', delivered: 0, poisoned: 0, complete: true },
  ])
  expect((await line.run(['sync', '--sink', 'csv'])).stdout).toContain('had everything')
})

test('a folder may be named, and a single run', async () => {
  const runs = [await makeRun('one'), await makeRun('two')]
  const one = await line.run(['sync', runs[1]!.dir, '--sink', 'csv', '--json'])
  expect((JSON.parse(one.stdout) as { runId: string }[]).map(({ runId }) => runId)).toEqual([runs[1]!.id])
  const all = await line.shell(`cd / && seetrain sync ${line.folder} --sink csv,jsonl --json`)
  expect(JSON.parse(all.stdout)).toHaveLength(4)
})

test('without --sink those of the settings are used, with their options', async () => {
  const { id } = await makeRun('one')
  writeFileSync(
    join(line.folder, 'seetrain.config.json'),
    JSON.stringify({ sinks: [{ id: 'csv', dir: join(line.folder, 'out') }] }),
  )
  expect((await line.run(['sync'])).code).toBe(0)
  expect(existsSync(join(line.folder, 'out', `${id}.csv`))).toBe(true)
})

test.each([
  [[], 'sync: no sink is named. Add --sink with one of csv, dingtalk, discord'],
  [['--sink', 'cvs'], 'sinks: no sink "cvs" is registered. Known: csv, dingtalk, discord'],
  [['--sink', 'csv', '/tmp'], 'A folder goes before --sink.'],
])('%j is a mistake of the user, and names the sinks', async (words, message) => {
  const { id, dir } = await makeRun('one')
  const { code, stdout, stderr } = await line.run(['sync', ...words])
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toContain(message)
  expect(stderr.trimEnd()).not.toContain('\n')
  expect([id, existsSync(join(dir, 'cursors'))]).toEqual([id, false])
})

test('a sink that refuses: exit code 1, the reason in the table, one warning for all runs', async () => {
  await makeRun('one')
  await makeRun('two')
  writeFileSync(join(line.folder, 'in-the-way'), '')
  writeFileSync(
    join(line.folder, 'seetrain.config.json'),
    JSON.stringify({ sinks: [{ id: 'csv', dir: join(line.folder, 'in-the-way') }], maxRetries: 0 }),
  )
  const { code, stdout, stderr } = await line.run(['sync'])
  expect(code).toBe(1)
  expect(stdout.match(/failed: .*(ENOTDIR|EEXIST)/g)).toHaveLength(2)
  expect(stderr.match(/does not take records/g)?.length ?? 0).toBeLessThanOrEqual(2)
})

test('a run that delivers to the same sink itself keeps its cursor', async () => {
  writeFileSync(join(line.folder, 'seetrain.config.json'), JSON.stringify({ sinks: ['csv'] }))
  const living = await line.fixture('living-run.ts')
  const { code, stdout } = await line.run(['sync', '--sink', 'csv', '--json'])
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toEqual([
    expect.objectContaining({ runId: living.id, complete: false, reason: expect.stringContaining('process') }),
  ])
  await living.end()
})

test('records that are damaged are told, the rest is delivered', async () => {
  const { dir } = await makeRun('one', 1000)
  damage(dir)
  const { stdout, stderr } = await line.run(['sync', '--sink', 'csv'])
  expect(stdout).toContain('complete')
  expect(stderr).toMatch(/^seetrain: \d+ records of the journal are damaged and can not be sent to csv\.\n$/)
})

test('a folder without runs', async () => {
  expect(await line.run(['sync', '--sink', 'csv'])).toEqual({
    code: 0,
    stdout: '',
    stderr: expect.stringContaining('No runs to deliver in'),
  })
})
