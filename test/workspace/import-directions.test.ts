import { execFile } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { root, TemporaryWorkspace } from './temporary-workspace.ts'

const workspace = new TemporaryWorkspace().withFiles('.dependency-cruiser.mjs')
afterAll(() => workspace.remove())

/** Files of a small workspace, each with the rule that it breaks; `undefined` for those that are as they should be. */
const FILES: [path: string, code: string, rule: string | undefined][] = [
  ['packages/core/src/up.ts', "import { sinks } from '@seetrain/sinks'\nexport const a = sinks", 'direction-of-core'],
  ['packages/core/src/up-by-path.ts', "export * from '../../sinks/src/index.ts'", 'direction-of-core'],
  [
    'packages/core/src/up-for-a-type.ts',
    "import type { T } from '@seetrain/sinks'\nexport type A = T",
    'direction-of-core',
  ],
  ['packages/core/src/up-later.ts', "export const load = () => import('@seetrain/sinks')", 'direction-of-core'],
  ['packages/sinks/src/across.ts', "export * from '@seetrain/adapters'", 'direction-of-sinks'],
  ['packages/adapters/src/to-all.ts', "export * from 'seetrain'", 'direction-of-adapters'],
  ['packages/hub/src/to-sinks.ts', "export * from '@seetrain/sinks'", 'direction-of-hub'],
  ['packages/web/src/to-hub.ts', "export * from '@seetrain/hub'", 'direction-of-web'],
  ['packages/seetrain/src/to-web.ts', "export * from '@seetrain/web'", 'direction-of-seetrain'],
  ['packages/sinks/src/down.ts', "export * from '@seetrain/core'", undefined],
  ['packages/hub/src/down.ts', "export * from '@seetrain/core'", undefined],
  ['packages/seetrain/src/down.ts', "export * from '@seetrain/hub'\nexport * from '@seetrain/adapters'", undefined],

  ['packages/core/src/circle-a.ts', "import { b } from './circle-b.ts'\nexport const a = b", 'no-cycle'],
  ['packages/core/src/circle-b.ts', "import { a } from './circle-a.ts'\nexport const b = () => a", 'no-cycle'],
  [
    'packages/core/src/circle-of-types-a.ts',
    "import type { B } from './circle-of-types-b.ts'\nexport type A = B[]",
    undefined,
  ],
  [
    'packages/core/src/circle-of-types-b.ts',
    "import type { A } from './circle-of-types-a.ts'\nexport interface B { a: A }",
    undefined,
  ],

  ['packages/core/src/sums.test.ts', 'export const t = 1', undefined],
  ['packages/core/src/takes-a-test.ts', "export * from './sums.test.ts'", 'shipped-code-imports-shipped-code'],
  ['packages/core/src/takes-a-script.ts', "import '../../../scripts/build.mjs'", 'shipped-code-imports-shipped-code'],
  ['packages/core/src/misspelt.ts', "import './nowhere-at-all.ts'", 'no-unresolved'],
  ['packages/core/src/undeclared.ts', "import { a } from 'undeclared'\nexport const b = a", 'no-undeclared-package'],

  ['packages/core/src/early.ts', "import OpenAI from 'openai'\nexport const a = OpenAI", 'optional-is-loaded-late'],
  [
    'packages/core/src/late.ts',
    "import type OpenAI from 'openai'\nexport const load = (): Promise<OpenAI> => import('openai')",
    undefined,
  ],
  [
    'packages/core/src/own-container.ts',
    "import { container } from 'tsyringe'\nexport const a = container",
    'one-file-imports-tsyringe',
  ],
  ['packages/core/src/container.ts', "import { container } from 'tsyringe'\nexport const a = container", undefined],
  [
    'packages/core/src/own-retry.ts',
    "import { retry } from 'cockatiel'\nexport const a = retry",
    'one-folder-imports-cockatiel',
  ],
  ['packages/core/src/resilience/retry.ts', "import { retry } from 'cockatiel'\nexport const a = retry", undefined],
]

const NAMES = {
  adapters: '@seetrain/adapters',
  core: '@seetrain/core',
  hub: '@seetrain/hub',
  seetrain: 'seetrain',
  sinks: '@seetrain/sinks',
  web: '@seetrain/web',
}
const DECLARED = ['cockatiel', 'openai', 'tsyringe']

let broken: Map<string, string[]>

beforeAll(async () => {
  for (const [path, code] of FILES) workspace.write(path, code)
  for (const [folder, name] of Object.entries(NAMES)) writePackage(folder, name)
  for (const name of [...DECLARED, 'undeclared']) {
    workspace.write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }))
    workspace.write(`node_modules/${name}/index.js`, 'exports.a = 1')
  }
  broken = await cruise()
}, 60_000)

function writePackage(folder: string, name: string): void {
  const dependencies = Object.fromEntries([...DECLARED, ...Object.values(NAMES)].map(declared => [declared, '1.0.0']))
  const exports = { '.': { '@seetrain/source': './src/index.ts', default: './dist/index.js' } }
  workspace.write(`packages/${folder}/package.json`, JSON.stringify({ name, type: 'module', exports, dependencies }))
  workspace.write(`packages/${folder}/src/index.ts`, `export const ${folder} = 1\nexport type T = string\n`)
  workspace.write('node_modules/@seetrain/.keep', '')
  symlinkSync(join(workspace.path, 'packages', folder), join(workspace.path, 'node_modules', name))
}

/** The rules that each file breaks. */
async function cruise(): Promise<Map<string, string[]>> {
  const tool = join(root, 'node_modules/.bin/depcruise')
  const args = [tool, '--config', '.dependency-cruiser.mjs', '--output-type', 'json', 'packages']
  const output = await new Promise<string>(resolve => {
    execFile(process.execPath, args, { cwd: workspace.path, maxBuffer: 2 ** 26 }, (_, stdout) => resolve(stdout))
  })
  const found = new Map<string, string[]>()
  // a circle is reported once, by any of its files
  for (const { from, rule, cycle = [] } of JSON.parse(output).summary.violations)
    for (const { name } of [{ name: from }, ...cycle]) found.set(name, [...(found.get(name) ?? []), rule.name])
  return found
}

const breaking = FILES.filter(([, , rule]) => rule !== undefined).map(([path, , rule]) => ({ path, rule }))

it.each(breaking)('$path: $rule', ({ path, rule }) => {
  expect(broken.get(path)).toContain(rule)
})

it.each(FILES.filter(([, , rule]) => rule === undefined).map(([path]) => path))('%s is let through', path => {
  expect(broken.get(path)).toBeUndefined()
})
