import type { Run } from '@seetrain/core'
import { CommandLine } from './command-line.ts'

let line: CommandLine
let run: Run
beforeEach(async () => {
  line = new CommandLine()
  run = line.start({ project: 'mnist', experimentName: 'one', tags: ['draft', 'keep'], notes: 'as it was' })
  run.log({ loss: 0.5 }, { step: 1 })
  await run.finish()
})
afterEach(() => line.remove())

async function listed(): Promise<{ name: string; tags: string[] }> {
  return (JSON.parse((await line.run(['ls', '--json'])).stdout) as { name: string; tags: string[] }[])[0]!
}

async function edits(): Promise<object[]> {
  const { stdout } = await line.run(['export', run.id])
  const records = stdout.trimEnd().split('\n')
  return records.map(text => JSON.parse(text) as { kind: string }).filter(({ kind }) => kind === 'edit')
}

test('+ adds, - takes away, and the rest stays', async () => {
  const { code, stdout, stderr } = await line.run(['tag', 'one', '+baseline', '-draft', '+keep'])
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(/^ {2}tags +keep, baseline$/m)
  expect(stdout).toMatch(/^ {2}notes +as it was$/m)
  expect(await listed()).toMatchObject({ name: 'one', tags: ['keep', 'baseline'], summary: { loss: 0.5 } })
  expect(await edits()).toEqual([{ kind: 'edit', time: expect.any(Number), tags: ['keep', 'baseline'] }])
})

test('tags whose first letter is a flag, and the long way', async () => {
  expect((await line.run(['tag', 'one', '--add', 'hard', 'V2', '--remove', 'draft'])).code).toBe(0)
  expect((await listed()).tags).toEqual(['keep', 'hard', 'V2'])
  expect((await line.run(['tag', 'one', '-hard', '-V2'])).code).toBe(0)
  expect((await listed()).tags).toEqual(['keep'])
})

test('name, notes and the other words; --json shows them', async () => {
  const words = ['--name', 'two', '--notes', '', '--description', 'what it is', '--group', 'g', '--job-type', 'eval']
  const { code, stdout } = await line.run(['tag', run.id, ...words, '--json'])
  expect(code).toBe(0)
  const expected = { id: run.id, name: 'two', tags: ['draft', 'keep'], notes: '', description: 'what it is' }
  expect(JSON.parse(stdout)).toEqual({ ...expected, group: 'g', jobType: 'eval' })
  expect((await line.run(['show', 'two'])).stdout).toMatch(/^ {2}job type +eval$/m)
})

test('without a change it shows the words and writes nothing', async () => {
  for (const words of [[], ['+keep', '-nothing'], ['--name', 'one']]) {
    const { code, stdout } = await line.run(['tag', 'one', ...words])
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^ {2}tags +draft, keep$/m)])
  }
  expect(await edits()).toEqual([])
})

test('trap 25: a run that goes on is refused, with the reason, and is left alone', async () => {
  const living = await line.fixture('living-run.ts')
  const { code, stdout, stderr } = await line.run(['tag', living.id, '+late'])
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(/goes on and can not be edited from here\..*process \d+\. .*wait for its end\.\n$/)
  await living.end()
  expect((await line.run(['tag', living.id, '+late'])).code).toBe(0)
})

test('a run that was killed can be edited and stays killed', async () => {
  const killed = await line.fixture('living-run.ts')
  await killed.kill()
  expect((await line.run(['tag', killed.id, '+crashed'])).code).toBe(0)
  expect(await listed()).toMatchObject({ state: 'killed', tags: ['crashed'], endedAt: null })
})

test.each([
  [['word'], 'tag: "word" is no change. Write +word to add it, -word to take it away.'],
  [['+'], 'tag: "+" is no change.'],
  [['+a', '-a'], 'tag: "a" is to be added and taken away. Write one of the two.'],
  [['--name', ''], 'name: it is empty. Give the run a name to find it by.'],
])('%j is told with exit code 2', async (words, message) => {
  const { code, stdout, stderr } = await line.run(['tag', 'one', ...words])
  expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(message)])
  expect(await edits()).toEqual([])
})
