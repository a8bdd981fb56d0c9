import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { listRuns, loadRun, nodeFileSystem, readRun, runFolder, type SpanRecord } from '@seetrain/core'
import { json } from './fake-server.ts'
import { chatAnswer } from './openai-answers.ts'
import { Stage } from './stage.ts'

const stage = new Stage()
const FIXTURES = join(import.meta.dirname, 'fixtures')
// from here the packages are found that only this package has
const PACKAGE = join(import.meta.dirname, '../../packages/autolog')

async function run(file: string, options: { node?: string[]; args?: string[]; dir?: string } = {}): Promise<string> {
  const { node = [], args = [], dir = stage.folder() } = options
  const env = {
    ...process.env,
    SEETRAIN_DIR: dir,
    TEST_URL: `${stage.server.url}/v1`,
    SEETRAIN_SYSTEM_MONITOR: 'false',
    NODE_OPTIONS: '',
  }
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@seetrain/source', ...node, join(FIXTURES, file), ...args],
    { cwd: PACKAGE, env },
  )
  return stdout
}

/** The one run that a program left. */
function recorded(dir: string): { spans: SpanRecord[]; state: string } {
  const home = join(dir, '.seetrain')
  const ids = listRuns(home, nodeFileSystem)
  expect(ids).toHaveLength(1)
  const folder = runFolder(home, ids[0]!)
  const records = [...readRun(folder, nodeFileSystem)].map(({ record }) => record)
  return { spans: records.filter(record => record.kind === 'span'), state: loadRun(folder, nodeFileSystem).state }
}

test.each([
  ['app.mjs', 'seetrain/autolog', ['import']],
  ['app.cjs', 'seetrain/autolog', ['require', undefined]],
  ['app.mjs', '@seetrain/autolog/register', ['import']],
])('%s, whose code knows nothing of it, is recorded with --import %s', async (file, register, words) => {
  stage.server.answer(json(chatAnswer('Hello')))
  const dir = stage.folder()
  expect(await run(file, { node: ['--import', register], dir })).toBe('Hello\n')
  const { spans, state } = recorded(dir)
  expect(spans.map(({ input }) => (input as { parts: { content: string }[] }[])[0]?.parts[0]?.content)).toEqual(words)
  expect(state).toBe('finished')
})

test('a call that the end of the process cuts off is recorded', async () => {
  const dir = stage.folder()
  await run('cut-off.ts', { dir })
  expect(recorded(dir).spans).toMatchObject([
    { status: 'aborted', attributes: { 'seetrain.ending': 'unfinished', 'gen_ai.request.model': 'gpt-4o-mini' } },
  ])
})

test('streams and answers that are forgotten leave no record open and no memory behind', async () => {
  const told = JSON.parse(await run('forgotten.ts', { node: ['--expose-gc'] })) as {
    open: number
    calls: number
    grownKiB: number
  }
  expect(told).toMatchObject({ open: 0, calls: 5500 })
  expect(told.grownKiB).toBeLessThan(2000)
}, 60_000)

test('trap: memory kept by unfinished streams. Thousands at once, opened and dropped, leave their records and no memory', async () => {
  const count = 4000
  const told = JSON.parse(await run('dropped.ts', { node: ['--expose-gc'], args: [String(count)] })) as {
    heldKiB: number
    grownKiB: number
  }
  expect(told).toMatchObject({ atOnce: count, open: 0, records: 2 * count, said: count, abandoned: 2 * count })
  expect(told.grownKiB).toBeLessThan(told.heldKiB / 20)
}, 120_000)

test('a rejection that nobody handles stays one, and a handled one makes none', async () => {
  const bare = await run('unhandled.ts', { args: ['off'] })
  expect(bare.trim().split('\n')).toHaveLength(3)
  expect(await run('unhandled.ts', { args: ['on'] })).toBe(bare)
})

test('the copies that import and require give are both heard, of every SDK', async () => {
  const counts = JSON.parse(await run('copies.mjs')) as Record<string, number>
  expect(counts).toEqual({
    openai: 2,
    'groq-sdk': 2,
    zhipuai: 2,
    ollama: 2,
    'cohere-ai': 2,
    '@google/genai': 2,
    '@mistralai/mistralai': 2,
  })
}, 60_000)
