import { Artifact } from '@seetrain/core'
import { CommandLine } from './command-line.ts'
import { damage } from './damage.ts'

const line = new CommandLine()
let id = ''

beforeAll(async () => {
  const run = line.start({
    project: 'mnist',
    experimentName: 'shown',
    tags: ['baseline'],
    group: 'fold-1',
    jobType: 'train',
    description: 'what it is',
    notes: 'first line\nsecond line',
    config: { optimizer: { name: 'adam', lr: 0.001 }, layers: [1, 2] },
  })
  run.defineMetric('acc', { summary: 'max', goal: 'maximize' })
  for (const [step, acc] of [0.1, 0.9, 0.7].entries()) run.log({ acc, loss: 1 / (step + 1) }, { step })
  run.logImage('prediction', new Uint8Array(16), { width: 4, height: 4, step: 2 })
  run.logArtifact(new Artifact('weights', 'model').addObject({ a: 1 }, 'a.json'), { aliases: ['best'] })
  run.alert('loss rises', { text: 'at step 2', level: 'warning' })
  await run.finish()
  id = run.id
})
afterAll(() => line.remove())

test('everything about a run, on one page', async () => {
  const { code, stdout, stderr } = await line.run(['show', 'shown'])
  expect([code, stderr]).toEqual([0, ''])
  for (const part of [
    /^shown {2}finished$/m,
    new RegExp(`^  id +${id}$`, 'm'),
    /^ {2}project +mnist$/m,
    /^ {2}started +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d, took \d+\.\ds$/m,
    /^ {2}group +fold-1$/m,
    /^ {2}job type +train$/m,
    /^ {2}tags +baseline$/m,
    /^ {2}notes +first line second line$/m,
    /^ {2}optimizer\.lr +0\.001$/m,
    /^ {2}layers +\[1,2\]$/m,
    /^ {2}acc +▁█▆ +0\.1 → 0\.7$/m,
    /^ {2}loss +█▃▁ +1 → 0\.3333$/m,
    // the best value is what the row above does not say
    /^Summary\n {2}acc {2}0\.9$/m,
    /^ {2}prediction +image, 1 item, last at step 2$/m,
    /^ {2}weights +model {2}v0 {2}.*best.* B$/m,
    /^ {2}points +6 of 2 metrics$/m,
    /warning +loss rises: at step 2$/m,
    /^Lost\n {2}nothing/m,
  ])
    expect(stdout).toMatch(part)
})

test('--json has the summary and what the page is made of', async () => {
  const { code, stdout } = await line.run(['show', id, '--json'])
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    id,
    name: 'shown',
    group: 'fold-1',
    summary: { acc: 0.9 },
    metrics: [
      { key: 'acc', points: 3, last: 0.7 },
      { key: 'loss', points: 3 },
    ],
    media: [{ key: 'prediction', type: 'image', items: 1, lastStep: 2 }],
    artifacts: [{ name: 'weights', type: 'model', latest: 'v0', versions: 1 }],
    alerts: [{ title: 'loss rises' }],
    lost: { neverWritten: {}, damaged: 0 },
  })
})

test.each([100, 50, 24])('no line is wider than %d columns', async columns => {
  const { stdout } = await line.run(['show', id], { COLUMNS: String(columns) })
  for (const row of stdout.split('\n')) expect([...row].length).toBeLessThanOrEqual(columns)
})

test('what a failed run died of', async () => {
  const run = line.start({ experimentName: 'failed' })
  await run.finish({ state: 'failed', exitCode: 3, error: new TypeError('x is not a function') })
  const { stdout } = await line.run(['show', 'failed'])
  expect(stdout).toMatch(/^failed {2}failed$/m)
  expect(stdout).toMatch(/^ {2}error +TypeError: x is not a function$/m)
  expect(stdout).toMatch(/^ {2}ended by +exit code 3$/m)
})

test('what a damaged journal lost', async () => {
  const run = line.start({ experimentName: 'damaged' })
  for (let step = 0; step < 500; step++) run.log({ loss: step }, { step })
  await run.finish()
  damage(run.dir)
  const { code, stdout } = await line.run(['show', 'damaged'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/^Lost\n {2}damaged {2}\d+ records? can not be read from the journal$/m)
})

test('a run that goes on is shown as far as it is', async () => {
  const living = await line.fixture('living-run.ts')
  const { stdout } = await line.run(['show', 'living'])
  expect(stdout).toMatch(/^living {2}running$/m)
  expect(stdout).toMatch(/running for/)
  expect(stdout).toMatch(/^ {2}points +10 of 1 metric$/m)
  await living.end()
})
