import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Integration, IntegrationDefinition } from '../contracts/integration.ts'
import { captureDiag } from '../diag.ts'
import { discoverIntegrations } from './discovery.ts'
import { listIntegrations, registerIntegration, resolveIntegration } from './registry.ts'

const lines: string[] = []
const undo: (() => void)[] = []

beforeEach(() => {
  lines.length = 0
  undo.push(captureDiag(line => lines.push(line)))
})

afterEach(() => {
  for (const step of undo.splice(0).reverse()) step()
})

function definition(framework: string): IntegrationDefinition {
  return { framework, mode: 'callback', hooks: {}, create: () => ({}) as Integration }
}

function register(...what: [IntegrationDefinition] | [string, () => IntegrationDefinition]): void {
  undo.push(what.length === 1 ? registerIntegration(what[0]) : registerIntegration(...what))
}

test.each(['deep_learner', 'deep-learner', 'deepLearner', 'DeepLearner'])('%s finds the definition', spelling => {
  const mine = definition('deep_learner')
  register(mine)
  expect(resolveIntegration(spelling)).toBe(mine)
})

test('trap 30: a loader is called at the first use only, and listing calls none', () => {
  let loads = 0
  register('slow_one', () => (loads++, definition('slow_one')))
  expect(listIntegrations()).toContain('slow_one')
  expect(loads).toBe(0)
  expect(resolveIntegration('slow_one')).toBe(resolveIntegration('slowOne'))
  expect(loads).toBe(1)
})

test('an unknown id is told with the nearest known one', () => {
  register(definition('accelerate'))
  expect(() => resolveIntegration('acelerate')).toThrow('Did you mean "accelerate"?')
  expect(() => resolveIntegration('acelerate')).toThrow(expect.objectContaining({ code: 'UNKNOWN_INTEGRATION' }))
})

test('the first registration of an id wins; another one is told and refused', () => {
  const first = definition('taken')
  register(first)
  register(definition('taken'))
  expect(resolveIntegration('taken')).toBe(first)
  expect(lines.join()).toContain('"taken" is registered already')
})

test('registering the same thing again is silent: the definition itself, or a catalog of a second copy', () => {
  const mine = definition('twice')
  register('twice', () => mine)
  register(mine)
  register(mine)
  register('twice', () => definition('twice'))
  expect(resolveIntegration('twice')).toBe(mine)
  expect(lines).toEqual([])
})

test.each([
  [{ framework: 'Bad Id', mode: 'callback', hooks: {}, create() {} }, 'framework: got the string "Bad Id"'],
  [{ framework: 'x', mode: 'ear', hooks: {}, create() {} }, 'definition.mode: got the string "ear"'],
  [{ framework: 'x', mode: 'toString', hooks: {}, create() {} }, 'definition.mode'],
  [{ framework: 'x', mode: 'tracker', create() {} }, 'definition.hooks: got undefined'],
  [{ framework: 'x', mode: 'tracker', hooks: {} }, 'definition.create: got undefined'],
  [null, 'definition: got null'],
])('a bad definition is refused with its field: %#', (bad, message) => {
  expect(() => registerIntegration(bad as unknown as IntegrationDefinition)).toThrow(message)
})

describe('packages that bring integrations', () => {
  let folder: string
  const check = (value: unknown) => value as IntegrationDefinition

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'seetrain-discovery-'))
    undo.push(() => rmSync(folder, { recursive: true, force: true }))
  })

  function write(path: string, content: string | object): void {
    const at = join(folder, path)
    mkdirSync(dirname(at), { recursive: true })
    writeFileSync(at, typeof content === 'string' ? content : JSON.stringify(content))
  }

  const SOURCE = `exports.definition = { framework: 'lab_trainer', mode: 'tracker', hooks: {}, create() {} }; exports.other = 1`

  test('are found through the dependencies of the nearest package.json, from a folder below it', () => {
    write('package.json', { dependencies: { '@lab/trainer': '1', plain: '1', absent: '1' } })
    write('node_modules/@lab/trainer/package.json', {
      name: '@lab/trainer',
      seetrain: { integrations: ['./listen.js'] },
    })
    write('node_modules/@lab/trainer/listen.js', SOURCE)
    write('node_modules/plain/package.json', { name: 'plain' })
    write('node_modules/unlisted/package.json', { name: 'unlisted', seetrain: { integrations: ['./gone.js'] } })
    write('src/deep/.keep', '')
    expect(discoverIntegrations(join(folder, 'src/deep'), check)).toMatchObject([{ framework: 'lab_trainer' }])
    expect(lines).toEqual([])
  })

  test('that fail are left out and told once each; the others work', () => {
    write('package.json', { devDependencies: { bad: '1', escapes: '1', good: '1', hollow: '1' } })
    write('node_modules/bad/package.json', { seetrain: { integrations: ['./throws.js'] } })
    write('node_modules/bad/throws.js', `throw new Error('out of coffee')`)
    write('node_modules/escapes/package.json', { seetrain: { integrations: ['../../outside.js'] } })
    write('outside.js', SOURCE)
    write('node_modules/hollow/package.json', { seetrain: { integrations: ['./index.js'] } })
    write('node_modules/hollow/index.js', 'exports.nothing = 1')
    write('node_modules/good/package.json', { seetrain: { integrations: ['./index.js'] } })
    write('node_modules/good/index.js', SOURCE)
    expect(discoverIntegrations(folder, check)).toHaveLength(1)
    discoverIntegrations(folder, check)
    expect(lines).toEqual([
      expect.stringContaining('out of coffee'),
      expect.stringContaining('lies outside of the package'),
      expect.stringContaining('exports no IntegrationDefinition'),
    ])
  })

  test('are looked for once per process, at the first unknown id', () => {
    const registry = JSON.stringify(pathToFileURL(join(__dirname, 'registry.ts')).href)
    write('package.json', { dependencies: { one: '1', two: '1' } })
    write('node_modules/one/package.json', { type: 'module', seetrain: { integrations: ['./index.js'] } })
    write(
      'node_modules/one/index.js',
      `export const definition = { framework: 'lab_trainer', mode: 'tracker', hooks: {}, create() {} }; console.log('loaded')`,
    )
    write(
      'script.mjs',
      `
      import { mkdirSync, writeFileSync } from 'node:fs'
      import { registerIntegration, resolveIntegration } from ${registry}
      registerIntegration({ framework: 'mine', mode: 'tracker', hooks: {}, create() {} })
      const attempt = id => { try { return resolveIntegration(id).framework } catch (error) { return error.code } }
      console.log(attempt('mine'))
      console.log(attempt('labTrainer'))
      mkdirSync('node_modules/two')
      writeFileSync('node_modules/two/package.json', JSON.stringify({ seetrain: { integrations: ['./index.cjs'] } }))
      writeFileSync('node_modules/two/index.cjs', \`exports.two = { framework: 'second', mode: 'tracker', hooks: {}, create() {} }\`)
      console.log(attempt('second'))
    `,
    )
    const printed = execFileSync(process.execPath, ['script.mjs'], { cwd: folder, encoding: 'utf8' })
    expect(printed.trim().split('\n')).toEqual(['mine', 'loaded', 'lab_trainer', 'UNKNOWN_INTEGRATION'])
  })

  test('a package.json that is not JSON is told', () => {
    write('package.json', '{')
    expect(discoverIntegrations(folder, check)).toEqual([])
    expect(lines).toHaveLength(1)
  })
})
