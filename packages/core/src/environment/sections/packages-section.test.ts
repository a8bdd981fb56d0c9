import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { runCommand } from '../run-command.ts'
import { packagesSection } from './packages-section.ts'

let folder: string
beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), 'seetrain-packages-'))
})
afterEach(() => fs.rmSync(folder, { recursive: true }))

function write(path: string, manifest: object): void {
  fs.mkdirSync(dirname(join(folder, path)), { recursive: true })
  fs.writeFileSync(join(folder, path), JSON.stringify(manifest))
}

function section(at = folder) {
  const readText = (path: string): Promise<string> => fs.promises.readFile(path, 'utf8')
  return packagesSection({
    folder: at,
    environment: {},
    gitDiffMaxBytes: 0,
    run: runCommand,
    commandTimeoutMs: 1000,
    readText,
    signal: new AbortController().signal,
  })
}

test('installed versions of all kinds of dependencies, nested and hoisted', async () => {
  write('package.json', {})
  write('node_modules/hoisted/package.json', { version: '1.2.3' })
  write('node_modules/twice/package.json', { version: '1.0.0' })
  write('app/package.json', {
    name: 'app',
    version: '0.1.0',
    dependencies: { twice: '^2.0.0', '@scope/it': '*' },
    devDependencies: { hoisted: '^1.0.0' },
    peerDependencies: { gone: '>=3' },
  })
  write('app/node_modules/twice/package.json', { version: '2.0.0' })
  write('app/node_modules/@scope/it/package.json', { version: '4.5.6-beta.1' })
  fs.mkdirSync(join(folder, 'app/src/deep'), { recursive: true })
  expect(await section(join(folder, 'app/src/deep'))).toEqual({
    name: 'app',
    version: '0.1.0',
    versions: { '@scope/it': '4.5.6-beta.1', gone: 'not installed (>=3)', hoisted: '1.2.3', twice: '2.0.0' },
  })
})

test('a project with very many dependencies is listed in part, and says so', async () => {
  write('package.json', { dependencies: Object.fromEntries(Array.from({ length: 510 }, (_, i) => [`p${i}`, '1'])) })
  const found = await section()
  expect(Object.keys(found['versions'] as object)).toHaveLength(500)
  expect(found['notListed']).toBe(10)
})

test('a manifest of the wrong shape gives no versions', async () => {
  write('package.json', { name: 5, dependencies: 'none' as unknown as object })
  expect(await section()).toEqual({ versions: {} })
})
