import { ofKind, runExample, series, type ExampleResult } from './run-example.ts'

let demo: ExampleResult
const records = () => demo.runs[0] ?? []

beforeAll(async () => {
  demo = await runExample('demo.ts')
}, 60_000)

test('one run, finished, of a framework that is marked', () => {
  expect(demo.runs).toHaveLength(1)
  expect(ofKind(records(), 'open')[0]).toMatchObject({ project: 'demo', name: 'three-spirals', tags: ['demo'] })
  expect(ofKind(records(), 'end')).toEqual([expect.objectContaining({ state: 'finished', dropped: 0 })])
  expect(JSON.stringify(ofKind(records(), 'config'))).toMatch('tfjs')
})

test('the network really learns', () => {
  const losses = series(records(), 'loss')
  const accuracies = series(records(), 'val_acc')
  expect(losses).toHaveLength(60)
  expect(accuracies).toHaveLength(60)
  expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) / 4)
  expect(accuracies.at(-1)).toBeGreaterThan(0.9)
  expect(series(records(), 'batch/loss')).toHaveLength(60 * 15)
})

test('pictures, film, table, plots and histograms are there', () => {
  const media = ofKind(records(), 'media')
  const of = (key: string) => media.filter(record => record.key === key)
  expect(of('data')[0]?.items.map(item => item.caption)).toEqual(['to learn from', 'to be measured by'])
  expect(of('decision').map(record => record.step)).toEqual([11, 23, 35, 47, 59])
  expect(of('decision')[0]?.items[0]?.blob.mime).toBe('image/png')
  expect(of('decision-film')[0]?.items[0]).toMatchObject({ blob: { mime: 'image/gif' }, details: { frames: 20 } })
  expect(of('predictions')[0]?.items[0]?.details).toMatchObject({ rows: 240 })
  expect(of('weights/second')).toHaveLength(5)
  expect([...of('confusion'), ...of('roc/amber')].map(record => record.type)).toEqual(['plot', 'plot'])
})

test('checkpoints are versions of one artifact, the best one under its alias', () => {
  const versions = ofKind(records(), 'artifact')
  expect(versions.map(record => record.version)).toEqual(['v0', 'v1', 'v2', 'v3', 'v4'])
  expect(versions.every(record => record.type === 'checkpoint' && record.files === 2)).toBe(true)
  expect(versions[0]?.aliases).toEqual(expect.arrayContaining(['latest', 'best']))
})

test('the terminal shows the course and what to type next, and nothing else', () => {
  expect(demo.stderr).toBe('')
  expect(demo.stdout).toMatch(/^ {2}loss +█[▁▂▃▄▅▆▇█]+▁ +[\d.]+ → [\d.]+$/m)
  expect(demo.stdout).toMatch(/^best accuracy on points it never saw: 9\d\.\d %$/m)
  expect(demo.stdout).toMatch(`npx seetrain export ${ofKind(records(), 'open')[0]?.runId} --format jsonl`)
  expect(demo.stdout).not.toContain('\u001B')
  for (const line of demo.stdout.split('\n')) expect([...line].length).toBeLessThanOrEqual(100)
})
