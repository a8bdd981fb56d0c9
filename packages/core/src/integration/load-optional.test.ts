import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { LazyModule, loadOptional } from './load-optional.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seetrain-optional-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

function install(name: string, source: string, version = '1.2.3'): void {
  const at = join(folder, 'node_modules', name)
  mkdirSync(at, { recursive: true })
  writeFileSync(join(at, 'package.json'), JSON.stringify({ name, version, main: 'index.js' }))
  writeFileSync(join(at, 'index.js'), source)
}

test('a package of the user is loaded when first needed, once, and its version is read', () => {
  install('@lab/brain', 'globalThis.brainLoads = (globalThis.brainLoads ?? 0) + 1; module.exports = { answer: 42 }')
  const lazy = new LazyModule<{ answer: number }>('@lab/brain', { purpose: 'The test', from: folder })
  expect([lazy.loaded, lazy.version()]).toEqual([false, '1.2.3'])
  expect(Reflect.get(globalThis, 'brainLoads')).toBeUndefined()
  expect(lazy.load().answer).toBe(42)
  expect(loadOptional('@lab/brain', { purpose: 'Another', from: folder })).toBe(lazy.load())
  expect(Reflect.get(globalThis, 'brainLoads')).toBe(1)
})

test('our own packages are found when the user has none', () => {
  expect(loadOptional('lru-cache', { purpose: 'The test', from: folder })).toHaveProperty('LRUCache')
})

test('trap 30: an absent package gives one message with the purpose and the install command', () => {
  const lazy = new LazyModule('@lab/absent', { purpose: 'The lab integration', from: folder })
  expect(() => lazy.load()).toThrow(expect.objectContaining({ code: 'MISSING_PACKAGE' }))
  expect(() => lazy.load()).toThrow(
    'The lab integration needs the package "@lab/absent", which is not installed here. Install it: npm install @lab/absent',
  )
  expect(lazy.version()).toBeUndefined()
})

test('a package that is there and breaks is not called absent', () => {
  install('broken', 'require("a-part-that-is-gone")')
  expect(() => loadOptional('broken', { purpose: 'The test', from: folder })).toThrow(
    expect.objectContaining({ code: 'PACKAGE_LOAD' }),
  )
  expect(() => loadOptional('broken', { purpose: 'The test', from: folder })).toThrow('a-part-that-is-gone')
})

test('a module that the user passes is taken as it is', () => {
  const module = { mine: true }
  expect(loadOptional('@lab/absent', { purpose: 'The test', module })).toBe(module)
  expect(new LazyModule('@lab/absent', { purpose: 'The test', module }).loaded).toBe(true)
})

test('in a plain Node process: an ES module is loaded at once, one with top-level await names the way out', () => {
  install('modern', 'export const kind = "esm"')
  install('waits', 'export const late = await 1')
  for (const name of ['modern', 'waits']) {
    writeFileSync(
      join(folder, 'node_modules', name, 'package.json'),
      JSON.stringify({ name, type: 'module', exports: './index.js' }),
    )
  }
  const script = `
    import { writeFileSync, mkdirSync } from 'node:fs'
    import { loadOptional } from ${JSON.stringify(pathToFileURL(join(__dirname, 'load-optional.ts')).href)}
    const attempt = name => { try { return loadOptional(name, { purpose: 'It' }) } catch (error) { return error.code + ' ' + error.message } }
    const before = attempt('later')
    mkdirSync('node_modules/later')
    writeFileSync('node_modules/later/index.js', 'exports.here = true')
    console.log(JSON.stringify([attempt('modern'), attempt('waits'), before, attempt('later')]))
  `
  writeFileSync(join(folder, 'script.mjs'), script)
  const [modern, waits, before, later] = JSON.parse(
    execFileSync(process.execPath, ['script.mjs'], { cwd: folder, encoding: 'utf8' }),
  ) as unknown[]
  expect(modern).toEqual({ kind: 'esm' })
  expect(waits).toMatch(/^PACKAGE_LOAD .*pass the one you imported: \{ module: waits \}/)
  expect(before).toMatch(/^MISSING_PACKAGE/)
  expect(later).toEqual({ here: true })
})
