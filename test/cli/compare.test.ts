import { CommandLine } from './command-line.ts'

const line = new CommandLine()
const ids: string[] = []

async function makeRun(name: string, config: object, metrics: { [key: string]: number }): Promise<void> {
  const run = line.start({ project: 'mnist', experimentName: name, config })
  run.log(metrics, { step: 1 })
  await run.finish()
  ids.push(run.id)
}

beforeAll(async () => {
  const optimizer = { name: 'adam', lr: 0.001 }
  await makeRun('one', { optimizer, layers: [1, 2], seed: null }, { loss: 0.5, acc: 0.9, near: 0.123456 })
  await makeRun(
    'two',
    { optimizer: { ...optimizer, lr: 0.01 }, layers: [1, 2] },
    { loss: 0.25, acc: 0.9, near: 0.123457 },
  )
  await makeRun('three', { optimizer, layers: [1, 3] }, { loss: Number.NaN, acc: 0.9 })
})
afterAll(() => line.remove())

test('what differs, and nothing else', async () => {
  const { code, stdout, stderr } = await line.run(['compare', 'one', 'two'])
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(/^ +one +two +CHANGE$/m)
  expect(stdout).toMatch(new RegExp(`^  id +${ids[0]} +${ids[1]}$`, 'm'))
  expect(stdout).toMatch(/^ {2}optimizer\.lr +0\.001 +0\.01$/m)
  expect(stdout).toMatch(/^ {2}seed +null$/m)
  expect(stdout).toMatch(/^ {2}loss +0\.5 +0\.25 +-0\.25$/m)
  // four digits would show no difference
  expect(stdout).toMatch(/^ {2}near +0\.123456 +0\.123457 +\+1\.00e-6$/m)
  expect(stdout).not.toMatch(/optimizer\.name|layers|acc/)
  expect(stdout).toMatch(/^3 values the same in all\. --all shows them\.$/m)
})

test('--all has the rest, too', async () => {
  const { stdout } = await line.run(['compare', 'one', 'two', '--all'])
  expect(stdout).toMatch(/^ {2}optimizer\.name +adam +adam$/m)
  expect(stdout).toMatch(/^ {2}acc +0\.9 +0\.9 +0$/m)
  expect(stdout).not.toContain('--all')
})

test('trap 24: --json tells a missing value from null, and NaN from both', async () => {
  const { code, stdout } = await line.run(['compare', ...ids, '--json'])
  expect(code).toBe(0)
  const [one, two, three] = ids as [string, string, string]
  const { runs, config, summary } = JSON.parse(stdout) as {
    runs: { id: string }[]
    config: unknown[]
    summary: unknown[]
  }
  expect(runs.map(({ id }) => id)).toEqual(ids)
  expect(config).toEqual([
    { key: 'optimizer.lr', differs: true, values: { [one]: 0.001, [two]: 0.01, [three]: 0.001 } },
    { key: 'layers', differs: true, values: { [one]: [1, 2], [two]: [1, 2], [three]: [1, 3] } },
    { key: 'seed', differs: true, values: { [one]: null } },
  ])
  expect(summary).toEqual([
    { key: 'loss', differs: true, values: { [one]: 0.5, [two]: 0.25, [three]: 'NaN' } },
    { key: 'near', differs: true, values: { [one]: 0.123456, [two]: 0.123457 } },
  ])
})

test.each([90, 40, 24])('no line is wider than %d columns, and no run is left out', async columns => {
  const { stdout } = await line.run(['compare', ...ids], { COLUMNS: String(columns) })
  for (const row of stdout.split('\n')) expect([...row].length).toBeLessThanOrEqual(columns)
  for (const name of ['one', 'two', 'three']) expect(stdout).toMatch(new RegExp(`^ .*\\b${name}\\b`, 'm'))
})

test('one run alone is nothing to compare', async () => {
  expect(await line.run(['compare', 'one', ids[0]!])).toEqual({
    code: 2,
    stdout: '',
    stderr: `seetrain: compare: these are one run, ${ids[0]}. Name another one, too.\n`,
  })
  expect((await line.run(['compare', 'one'])).stderr).toBe(
    "seetrain: missing required argument 'others'. See: seetrain compare --help\n",
  )
})
