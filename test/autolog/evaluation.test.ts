import { compareEvaluations, definePrompt, evaluate, trace } from '@seetrain/autolog'
import { init, nodeFileSystem, readRun, runFolder } from '@seetrain/core'
import { join } from 'node:path'
import { spansOf, Stage } from './stage.ts'

const stage = new Stage()
const dataset = {
  name: 'sums',
  examples: [1, 2, 3].map(value => ({ id: `e${value}`, input: value, expected: value * 2 })),
}
const scorers = {
  right: ({ output, expected }: { output: number; expected: number | undefined }) => output === expected,
}

test('an evaluation is a run with a trace and scores per example, the dataset and a table', async () => {
  const options = stage.runOptions()
  const task = async (value: number): Promise<number> => {
    if (value === 3) throw new Error('too much')
    return trace('work', () => value + 1)
  }
  const result = await evaluate({ ...options, dataset, task, scorers })
  expect(result.scores).toEqual({ right: 0.5 })
  expect(result.rows.map(({ id, output, scores, error }) => [id, output, scores, error])).toEqual([
    ['e1', 2, { right: 1 }, undefined],
    ['e2', 3, { right: 0 }, undefined],
    ['e3', undefined, {}, 'Error: too much'],
  ])
  const folder = runFolder(join(options.dir!, '.seetrain'), result.runId)
  const records = [...readRun(folder, nodeFileSystem)].map(({ record }) => record)
  const spans = records.filter(record => record.kind === 'span')
  const examples = spans.filter(({ spanKind }) => spanKind === 'evaluation').map(({ name, status }) => [name, status])
  expect(Object.fromEntries(examples)).toEqual({ 'example e1': 'ok', 'example e2': 'ok', 'example e3': 'error' })
  expect(spans.filter(({ spanKind }) => spanKind === 'score')).toHaveLength(2)
  expect(records.find(record => record.kind === 'artifact')).toMatchObject({
    name: 'sums',
    type: 'dataset',
    version: 'v0',
  })
  expect(records.find(record => record.kind === 'media')).toMatchObject({ key: 'evaluation', type: 'table' })
  expect(records.filter(record => record.kind === 'metric').map(({ key, step, value }) => [key, step, value])).toEqual([
    ['score/right', 0, 1],
    ['score/right', 1, 0],
  ])
})

test('two evaluations are compared example by example', async () => {
  const options = { ...stage.runOptions(), dataset, scorers }
  const before = await evaluate({ ...options, task: value => value + 1 })
  const after = await evaluate({ ...options, task: value => (value === 1 ? 0 : value * 2) })
  expect(compareEvaluations(before, after)).toEqual({
    right: { before: 1 / 3, after: 2 / 3, better: ['e2', 'e3'], worse: ['e1'] },
  })
})

test('a dataset that is none is refused by its field', async () => {
  await expect(evaluate({ dataset: { name: 'x', examples: [] }, task: () => 1, scorers: {} })).rejects.toThrow(
    'dataset.examples',
  )
})

test('a prompt has a version per text, fills its places, and marks what is done with it', async () => {
  const run = stage.keep(init(stage.runOptions()))
  const first = definePrompt('greet', 'Hello {{ name }}')
  const same = definePrompt('greet', 'Hello {{ name }}')
  const other = definePrompt('greet', 'Hi {{ name }}')
  expect([first.version, same.version, other.version]).toEqual(['v0', 'v0', 'v1'])
  expect(other.render({ name: 'Ann' })).toBe('Hi Ann')
  expect(() => other.render({})).toThrow('values.name')
  other.within(() => trace('greeted', () => 1))
  expect(await spansOf(run)).toMatchObject([
    { attributes: { 'gen_ai.prompt.name': 'greet', 'gen_ai.prompt.version': 'v1' } },
  ])
})
