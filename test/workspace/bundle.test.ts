import { statSync } from 'node:fs'
import { join } from 'node:path'
import { TemporaryWorkspace, type Outcome } from './temporary-workspace.ts'

const MANIFEST = {
  name: 'small',
  type: 'module',
  exports: {
    '.': { '@seetrain/source': './src/index.ts', default: './dist/index.js' },
    './testing': { '@seetrain/source': './src/testing.ts', default: './dist/testing.js' },
    './package.json': './package.json',
  },
}

const COMPILER_OPTIONS = {
  rootDir: 'src',
  outDir: 'dist',
  composite: true,
  emitDeclarationOnly: true,
  rewriteRelativeImportExtensions: true,
  module: 'node20',
  types: ['node'],
}

const PROGRAM = `
import { Shared, startThread } from './packages/core/dist/index.js'
import { isShared } from './packages/core/dist/testing.js'
console.log('one class:', isShared(new Shared()), 'called', new Shared().constructor.name, 'thread says', await startThread())`

let workspace: TemporaryWorkspace

beforeEach(() => {
  workspace = new TemporaryWorkspace({
    'tsconfig.build.json': '{ "files": [], "references": [{ "path": "packages/core" }] }',
    'packages/core/package.json': JSON.stringify(MANIFEST),
    'packages/core/tsconfig.json': JSON.stringify({ compilerOptions: COMPILER_OPTIONS, include: ['src'] }),
    'packages/core/src/shared/shared.ts': 'export class Shared { readonly made: number = 1 }',
    'packages/core/src/index.ts':
      "export { Shared } from './shared/shared.ts'\nexport { startThread } from './work/start.ts'",
    'packages/core/src/testing.ts':
      "import { Shared } from './shared/shared.ts'\nexport const isShared = (value: object): boolean => value instanceof Shared",
    'packages/core/src/work/start.ts': `import { Worker } from 'node:worker_threads'
export function startThread(): Promise<string> {
  const worker = new Worker(new URL('./small-thread.js', import.meta.url))
  return new Promise(resolve => worker.once('message', resolve))
}`,
    'packages/core/src/work/small-thread.ts':
      "import { parentPort } from 'node:worker_threads'\nparentPort!.postMessage('hello')",
    'program.mjs': PROGRAM,
  }).withPackages()
})

afterEach(() => workspace.remove())

function build(...args: string[]): Promise<Outcome> {
  return workspace.run('scripts/build.mjs', args)
}

function changedAt(file: string): number {
  return statSync(join(workspace.path, 'packages/core/dist', file)).mtimeMs
}

it('bundles the core: entries share their classes, threads find their file, declarations are there', async () => {
  expect(await build()).toMatchObject({ code: 0 })
  const { output } = await workspace.run('program.mjs')
  expect(output).toBe('one class: true called Shared thread says hello\n')
  expect(workspace.read('packages/core/dist/index.d.ts')).toContain('Shared')
  expect(workspace.read('packages/core/dist/small-thread.js.map')).toContain('../src/work/small-thread.ts')
})

it('leaves alone what has not changed, and removes what no source makes any more', async () => {
  await build()
  const before = changedAt('small-thread.js')
  workspace.write('packages/core/dist/left-over.js', '')
  workspace.write('packages/core/src/shared/shared.ts', 'export class Shared { readonly made: number = 2 }')
  expect(await build()).toMatchObject({ code: 0 })
  expect(changedAt('small-thread.js')).toBe(before)
  expect(() => changedAt('left-over.js')).toThrow('ENOENT')
})

it('removes all of it with --clean', async () => {
  await build()
  expect(await build('--clean')).toMatchObject({ code: 0 })
  expect(() => changedAt('index.js')).toThrow('ENOENT')
})
