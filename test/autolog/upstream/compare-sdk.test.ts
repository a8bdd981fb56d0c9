import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { differences, tell } from './comparison.ts'
import { runProgram, type Ending } from './run-program.ts'
import { schemaSample } from './schema-sample.ts'

// starts runners and examples, each twice and more
jest.setTimeout(180_000)

const ROOT = resolve(import.meta.dirname, '../../..')
const CLIENT = `new OpenAI({ apiKey: 'key-for-tests-1234', maxRetries: 0, fetch: async () => Response.json({ model: 'm', choices: [] }) })`

/** A copy of an SDK's repository, as small as one can be: the SDK is the installed one. */
const SOURCES = {
  'package.json': JSON.stringify({ name: 'openai', version: '0.0.0', jest: { transform: {} } }),
  'src/index.ts': `module.exports = require('openai')`,
  'tests/steady.test.js': `const OpenAI = require('../src/index.ts')
test('asks', async () => expect((await ${CLIENT}.chat.completions.create({ model: 'm', messages: [] })).model).toBe('m'))
test('is wrong', () => expect(1).toBe(2))
test.each(['now', 'now'])('%s', () => {})
test(new Date().toISOString(), () => {})`,
  'examples/asks.ts': `import OpenAI from 'openai'
void new OpenAI().chat.completions.create({ model: 'm', messages: [] }).then(answer => console.log(answer.choices))`,
  'examples/azure/asks.ts': `throw new Error('not to be run')`,
}
const CURIOUS = {
  'tests/curious.test.js': `const OpenAI = require('../src/index.ts')
test('looks', () => expect(String(OpenAI.OpenAI.prototype.post)).not.toContain('native code'))`,
  'examples/curious.ts': `import OpenAI from 'openai'
console.log(String(OpenAI.prototype.post).includes('native code'))`,
}

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seetrain-sdk-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function lay(files: { readonly [path: string]: string }): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
}

function testSdks(...args: string[]): Promise<Ending> {
  return runProgram([join(ROOT, 'scripts', 'test-sdks.mjs'), ...args], { cwd: folder, env: environment() })
}

function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|JEST_|SEETRAIN_|NODE_ENV$|NODE_OPTIONS$)/.test(name)),
  )
}

it('says that an SDK which does not notice autolog is the same with it', async () => {
  lay(SOURCES)
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  const { code, output } = await testSdks(folder)
  expect(output.trimEnd().split('\n').at(-1)).toBe('| openai 0.0.0 | 4 of 5 | the same | 1 | 1 of 1 | the same | 1 |')
  expect(code).toBe(0)
})

it('fails for tests and examples that notice it, and says which', async () => {
  lay({ ...SOURCES, ...CURIOUS })
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  const { code, output } = await testSdks(folder, 'curious')
  expect(output).toContain('tests/curious.test.js › looks\n  off: passed\n  on:  failed\n')
  expect(output).toContain('curious.ts\n  off: false\n  on:  true\n')
  expect(output).toContain('| openai 0.0.0 | 1 of 1 | 1 differ | 0 | 1 of 1 | 1 differ | 0 |')
  expect(code).toBe(1)
})

it.each([
  ['nothing', {}, 'holds no package.json'],
  ['another package', { 'package.json': '{"name":"left"}' }, 'holds left, which is none of openai'],
  ['what npm installs', { 'package.json': '{"name":"openai"}' }, 'holds no tests'],
  ['sources alone', SOURCES, 'is not installed'],
])('of a folder with %s it says what is missing', async (_, files, words) => {
  lay(files)
  const { code, output } = await testSdks(folder)
  expect(output).toContain(words)
  expect(code).toBe(1)
})

test('what did not run on one side differs', () => {
  const bare = new Map([['a', 'passed']])
  expect(differences(bare, new Map())).toEqual([{ name: 'a', bare: 'passed', watched: 'did not run' }])
  expect(differences(bare, bare)).toEqual([])
})

test('trouble of autolog itself is told', () => {
  const comparison = {
    what: 'tests' as const,
    total: 1,
    well: 1,
    different: [],
    unsteady: ['b'],
    calls: 1,
    failures: 2,
  }
  const told = tell({ name: 'openai', version: '1.0.0', folder, entry: '' }, [comparison])
  expect(told).toContain("autolog's own work failed 2 times in the tests")
  expect(told).toContain('b\n  comes out one way and the other')
})

test.each([
  [
    { type: 'object', properties: { a: { type: 'integer' }, b: { enum: ['x'] } } },
    { a: 7, b: 'x' },
  ],
  [{ anyOf: [{ type: 'null' }, { type: 'string' }] }, null],
  [{ $ref: '#/$defs/one', $defs: { one: { const: 1 } } }, 1],
  [{ type: ['string', 'null'] }, 'word'],
])('a value for %j', (schema, value) => {
  expect(schemaSample(schema)).toEqual(value)
})

test('a schema that holds itself has an end', () => {
  const schema = { type: 'array', items: { $ref: '#' } }
  expect(JSON.stringify(schemaSample(schema))).toMatch(/^\[+\]+$/)
})
