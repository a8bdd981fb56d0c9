import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Run } from '@seetrain/core'
import { CommandLine } from './command-line.ts'
import { damage } from './damage.ts'

const line = new CommandLine()
let run: Run

beforeAll(async () => {
  run = line.start({
    project: 'mnist',
    experimentName: 'exported',
    config: { lr: 0.1, seen: new Date(0), big: 2n ** 70n },
  })
  const values = [0.5, Number.NaN, Infinity, -Infinity, -0]
  for (const [step, loss] of values.entries()) run.log({ loss }, { step, time: 1_763_700_000_000 + step })
  run.log({ 'a,"b"': 1 }, { step: 7, epoch: 2, time: 1_763_700_000_100 })
  run.logText('note', 'hello')
  await run.finish()
})
afterAll(() => line.remove())

const records = (text: string): { [member: string]: unknown }[] =>
  text
    .trimEnd()
    .split('\n')
    .map(record => JSON.parse(record))

test('trap 24: jsonl is every record, NaN and the infinities apart, one per line, in order', async () => {
  const { code, stdout, stderr } = await line.run(['export', run.id, '--format', 'jsonl'])
  expect([code, stderr]).toEqual([0, ''])
  const lines = stdout.split('\n')
  expect(lines).toContain('{"kind":"metric","key":"loss","step":0,"value":0.5,"time":1763700000000}')
  expect(records(stdout).map(({ kind }) => kind)).toEqual([
    'open',
    'config',
    ...Array.from({ length: 6 }, () => 'metric'),
    'media',
    'end',
  ])
  expect(
    records(stdout)
      .filter(({ key }) => key === 'loss')
      .map(({ value }) => value),
  ).toEqual([0.5, 'NaN', 'Infinity', '-Infinity', 0])
  expect(records(stdout)[1]).toMatchObject({
    set: { lr: 0.1, seen: '1970-01-01T00:00:00.000Z', big: '1180591620717411303424' },
  })
  expect(records(stdout).at(-2)).toMatchObject({
    kind: 'media',
    items: [{ blob: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } }],
  })
})

test('a run is found by the start of its id and by its name', async () => {
  const [byId, byStart, byName] = await Promise.all(
    [run.id, run.id.slice(0, -1), 'exported'].map(given => line.run(['export', given])),
  )
  expect(byStart).toEqual(byId)
  expect(byName).toEqual(byId)
})

test('csv is one row per point, quoted where needed', async () => {
  const { code, stdout } = await line.run(['export', run.id, '--format', 'csv'])
  expect(code).toBe(0)
  expect(stdout).toBe(
    [
      'time,key,step,epoch,value',
      '1763700000000,loss,0,,0.5',
      '1763700000001,loss,1,,NaN',
      '1763700000002,loss,2,,Infinity',
      '1763700000003,loss,3,,-Infinity',
      '1763700000004,loss,4,,0',
      '1763700000100,"a,""b""",7,2,1',
      '',
    ].join('\n'),
  )
})

async function readParquet(file: string): Promise<object[]> {
  const reader = join(__dirname, 'fixtures/read-parquet.ts')
  const { code, stdout, stderr } = await line.spawn(process.execPath, [reader, file], {})
  expect([code, stderr]).toEqual([0, ''])
  return stdout === '' ? [] : records(stdout)
}

test('trap 24: parquet is one row per point, every value as it is', async () => {
  const { code, stdout, stderr } = await line.run(['export', run.id, '--format', 'parquet', '-o', 'points.parquet'])
  expect([code, stdout, stderr]).toEqual([0, '', ''])
  const values = [0.5, 'NaN', 'Infinity', '-Infinity', '-0']
  const time = 1_763_700_000_000
  expect(await readParquet('points.parquet')).toEqual([
    ...values.map((value, step) => ({
      run: run.id,
      key: 'loss',
      step: String(step),
      value,
      time: time + step,
      epoch: null,
    })),
    { run: run.id, key: 'a,"b"', step: '7', value: 1, time: time + 100, epoch: 2 },
  ])
})

test('parquet goes through a pipe, in several groups of rows; a run without points is an empty table', async () => {
  const long = line.start({ experimentName: 'long-parquet' })
  for (let step = 0; step < 150_000; step++) long.log({ loss: step / 3 }, { step })
  await long.finish()
  await line.start({ experimentName: 'empty' }).finish()
  const piped = await line.shell(
    'for run in long-parquet empty; do seetrain export $run --format parquet > $run.parquet || exit 1; done',
  )
  expect(piped).toEqual({ code: 0, stdout: '', stderr: '' })
  const rows = (await readParquet('long-parquet.parquet')) as { step: string; value: number }[]
  expect(rows).toHaveLength(150_000)
  expect(rows.every(({ step, value }, index) => step === String(index) && value === index / 3)).toBe(true)
  expect(await readParquet('empty.parquet')).toEqual([])
})

test('--output writes the same to a file, and nothing to stdout', async () => {
  const [printed, written] = [
    await line.run(['export', run.id]),
    await line.run(['export', run.id, '--output', 'out.jsonl']),
  ]
  expect(written).toEqual({ code: 0, stdout: '', stderr: '' })
  expect(readFileSync(join(line.folder, 'out.jsonl'), 'utf8')).toBe(printed.stdout)
  expect(readdirSync(line.folder).filter(name => name.endsWith('.part'))).toEqual([])
})

test.each([
  ['no/such/folder/out.csv', 'can not be written'],
  ['.', 'is a folder'],
])('--output %s is an error of one line', async (output, reason) => {
  const { code, stdout, stderr } = await line.run(['export', run.id, '--output', output])
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(new RegExp(`^seetrain: output: ${output.replace('.', '\\.')} ${reason}.*\n$`))
})

test('a file that stood there stays when the run can not be found', async () => {
  writeFileSync(join(line.folder, 'kept.txt'), 'kept')
  expect((await line.run(['export', 'nothing', '--output', 'kept.txt'])).code).toBe(1)
  expect(readFileSync(join(line.folder, 'kept.txt'), 'utf8')).toBe('kept')
})

test('a reader that has enough ends it quietly', async () => {
  const long = line.start({ experimentName: 'long' })
  for (let step = 0; step < 100_000; step++) long.log({ loss: step }, { step })
  await long.finish()
  expect(await line.shell('{ seetrain export long; echo "code $?" >&2; } | head -n 2 | wc -l')).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^\s*2\n$/),
    stderr: 'code 0\n',
  })
})

test('a full disk behind stdout is a failure of one line', async () => {
  if (!existsSync('/dev/full')) throw new Error('this test needs /dev/full')
  const { code, stderr } = await line.shell('seetrain export exported > /dev/full')
  expect(code).toBe(1)
  expect(stderr).toMatch(/^seetrain: output: can not be written \(ENOSPC.*\n$/)
})

test('a run that goes on is exported as far as it is', async () => {
  const living = await line.fixture('living-run.ts')
  const during = await line.run(['export', living.id])
  expect(records(during.stdout).map(({ kind }) => kind)).toEqual([
    'open',
    ...Array.from({ length: 10 }, () => 'metric'),
  ])
  await living.end()
  const after = await line.run(['export', living.id])
  expect(after.stdout.startsWith(during.stdout)).toBe(true)
  expect(records(after.stdout).at(-1)).toMatchObject({ kind: 'end', state: 'finished' })
})

test('trap 5: a damaged journal is exported without the damaged records, and their number is told', async () => {
  const whole = line.start({ experimentName: 'damaged' })
  for (let step = 0; step < 1000; step++) whole.log({ loss: step }, { step })
  await whole.finish()
  damage(whole.dir)
  const { code, stdout, stderr } = await line.run(['export', 'damaged'])
  expect(code).toBe(0)
  const points = records(stdout).filter(({ kind }) => kind === 'metric').length
  expect(points).toBeGreaterThan(900)
  expect(points).toBeLessThan(1000)
  expect(stderr).toMatch(new RegExp(`^seetrain: ${1000 - points} records? of this run can not be read`))
})

test('memory does not grow with the run', async () => {
  const huge = line.start({ experimentName: 'huge' })
  for (let step = 0; step < 700_000; step++)
    huge.log({ 'a/metric/with/a/long/name/that/makes/its/lines/long': step }, { step })
  await huge.finish()
  // its text alone is larger than this heap
  const { code, stdout, stderr } = await line.shell('seetrain export huge | wc -lc', {
    NODE_OPTIONS: '--max-old-space-size=64',
  })
  expect([code, stderr]).toEqual([0, ''])
  const [lines, bytes] = stdout.trim().split(/\s+/).map(Number)
  expect(lines).toBe(700_002)
  expect(bytes).toBeGreaterThan(64 * 2 ** 20)
})
