import { execFile } from 'node:child_process'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { listRuns, loadRun, nodeFileSystem, readRun, runFolder, type SpanRecord } from '@seetrain/core'
import { startHub } from '@seetrain/hub'
import { messageAnswer } from './anthropic-behaviours.ts'
import { events, json } from './fake-server.ts'
import { chatAnswer, chatChunks } from './openai-answers.ts'
import { Stage } from './stage.ts'

// each starts programs, and some of them load every SDK
jest.setTimeout(120_000)

const stage = new Stage()
const FIXTURES = join(import.meta.dirname, 'fixtures')
// from here the packages are found that only this package has
const PACKAGE = join(import.meta.dirname, '../../packages/autolog')

interface RunOptions {
  node?: string[]
  args?: string[]
  dir?: string
  env?: Record<string, string>
  cwd?: string
}

async function run(file: string, options: RunOptions = {}): Promise<string> {
  const { node = [], args = [], dir = stage.folder(), cwd = PACKAGE } = options
  const env = {
    ...process.env,
    ...options.env,
    SEETRAIN_DIR: dir,
    TEST_URL: `${stage.server.url}/v1`,
    SEETRAIN_SYSTEM_MONITOR: 'false',
    NODE_OPTIONS: '',
  }
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@seetrain/source', ...node, resolve(FIXTURES, file), ...args],
    { cwd, env },
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

test('typed.ts, run by tsx, is recorded, with the line that it was written on', async () => {
  stage.server.answer(json(chatAnswer('Hello')))
  const dir = stage.folder()
  expect(await run('typed.ts', { node: ['--import', 'tsx', '--import', 'seetrain/autolog'], dir })).toBe('Hello\n')
  expect(recorded(dir).spans).toMatchObject([{ attributes: { 'code.line.number': 6, 'code.function.name': 'main' } }])
})

test('required.cts, whose imports tsx makes into require, is recorded', async () => {
  stage.server.answer(json(chatAnswer('Hello')))
  const dir = stage.folder()
  expect(await run('required.cts', { node: ['--import', 'tsx', '--import', 'seetrain/autolog'], dir })).toBe('Hello\n')
  expect(recorded(dir).spans).toMatchObject([{ input: [{ parts: [{ content: 'required' }] }] }])
})

test('built-upon.mjs, whose SDK takes only the class of another, is recorded', async () => {
  stage.server.answer(json(messageAnswer()))
  const dir = stage.folder()
  expect(await run('built-upon.mjs', { node: ['--import', 'seetrain/autolog'], dir })).toBe('Hello\n')
  expect(recorded(dir).spans).toMatchObject([{ output: [{ parts: [{ content: 'Hello' }] }] }])
})

// tsx makes a copy of its own of what `require` gives
test.each([
  ['before', []],
  ['after', []],
  ['during', []],
  ['before', ['--import', 'tsx']],
  ['after', ['--import', 'tsx']],
])(
  'autolog() %s the SDK is loaded, %p: both copies are heard until it is off, and no SDK is loaded for it',
  async (when, node) => {
    stage.server.answer(json(chatAnswer('Hello')))
    expect(JSON.parse(await run('in-code.mjs', { args: [when], node }))).toEqual({
      brought: 0,
      isAsBefore: true,
      handles: 10,
      heard: [['openai', 2]],
      failures: [],
    })
  },
)

test('autolog() in what the program imports first', async () => {
  stage.server.answer(json(chatAnswer('Hello')))
  const dir = stage.folder()
  expect(await run('turned-on-first.mjs', { dir })).toBe('Hello\n')
  expect(recorded(dir).spans).toHaveLength(1)
})

test.each([
  ['app.cjs', [], chatAnswer('Hello'), 2],
  ['built-upon.mjs', [], messageAnswer(), 1],
  ['required.cts', ['--import', 'tsx'], chatAnswer('Hello'), 1],
])('autolog() before %s, which knows nothing of it, runs with %p', async (file, node, answer, count) => {
  stage.server.answer(json(answer))
  const dir = stage.folder()
  expect(await run(file, { node: [...node, '--import', join(FIXTURES, 'turns-on.mjs')], dir })).toBe('Hello\n')
  expect(recorded(dir).spans).toHaveLength(count)
})

test('a program that is one minified file with its SDK is recorded by wrap', async () => {
  const { build } = await import('esbuild')
  const dir = stage.folder()
  const outfile = join(dir, 'bundled.cjs')
  await build({
    entryPoints: [join(FIXTURES, 'bundled.ts')],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    external: ['@seetrain/*'],
  })
  stage.server.answer(json(chatAnswer('Hello')))
  expect(await run(outfile, { dir, env: { NODE_PATH: join(PACKAGE, '../../node_modules') } })).toBe('Hello\n')
  expect(recorded(dir).spans).toMatchObject([{ status: 'ok', input: [{ parts: [{ content: 'bundled' }] }] }])
})

test('a program that is one file with its SDK and all of SeeTrain runs where nothing is installed', async () => {
  const { build } = await import('esbuild')
  const dir = stage.folder()
  const outfile = join(dir, 'alone.mjs')
  await build({
    entryPoints: [join(FIXTURES, 'bundled.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@seetrain/source'],
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
  })
  stage.server.answer(json(chatAnswer('Hello')))
  expect(await run(outfile, { dir, cwd: dir })).toBe('Hello\n')
  expect(recorded(dir).spans).toMatchObject([{ status: 'ok', input: [{ parts: [{ content: 'bundled' }] }] }])
})

test('each thread records its own calls', async () => {
  stage.server.answer(json(chatAnswer('Hello')))
  const lines = await run('worker.ts')
  expect(lines.trim().split('\n').sort()).toEqual(['main 1 0', 'worker 1 0'])
})

test('trap: flush within the request, where no file may be written. The hub has the call, and no timer is left', async () => {
  const home = join(stage.folder(), '.seetrain')
  const hub = await startHub({ home, mode: 'server' })
  try {
    stage.server.answer(json(chatAnswer('Hello')))
    const env = { SEETRAIN_URL: hub.url, SEETRAIN_CAPTURE_ENVIRONMENT: 'false' }
    expect(await run('serverless.ts', { env })).toBe('Hello \n')
    const [id] = listRuns(home, nodeFileSystem)
    const records = [...readRun(runFolder(home, id!), nodeFileSystem)].map(({ record }) => record)
    expect(records.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['open', 'span', 'end']))
  } finally {
    await hub.close()
  }
})

test('a stream that nobody has read when the program is done is recorded, and nothing is said', async () => {
  stage.server.answer(events(chatChunks(['Hel', 'lo'])))
  const dir = stage.folder()
  expect(await run('left-unread.ts', { dir })).toBe('')
  expect(recorded(dir)).toMatchObject({
    spans: [{ status: 'aborted', attributes: { 'seetrain.ending': 'unfinished' } }],
    state: 'finished',
  })
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
})

test('trap: memory kept by unfinished streams. Thousands at once, opened and dropped, leave their records and no memory', async () => {
  const count = 4000
  const told = JSON.parse(await run('dropped.ts', { node: ['--expose-gc'], args: [String(count)] })) as {
    heldKiB: number
    grownKiB: number
  }
  expect(told).toMatchObject({ atOnce: count, open: 0, records: 2 * count, said: count, abandoned: 2 * count })
  expect(told.grownKiB).toBeLessThan(told.heldKiB / 20)
})

test('a rejection that nobody handles stays one, and a handled one makes none', async () => {
  const bare = await run('unhandled.ts', { args: ['off'] })
  expect(bare.trim().split('\n')).toHaveLength(4)
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
})
