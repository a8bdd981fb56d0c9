import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { integrations } from './catalog.ts'

const manifest = JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8')) as {
  exports: Record<string, unknown>
  peerDependenciesMeta: Record<string, { optional: boolean }>
  peerDependencies: Record<string, string>
}

test.each(Object.entries(integrations))(
  '%s loads under its own id and is an export of the package',
  (framework, load) => {
    expect(load().framework).toBe(framework)
    expect(Object.keys(manifest.exports)).toContain(`./${framework.replaceAll('_', '-')}`)
  },
)

test('every export of the package is in the catalog', () => {
  const files = Object.keys(manifest.exports).filter(path => path !== '.' && path !== './package.json')
  expect(files.map(path => path.slice(2).replaceAll('-', '_')).sort()).toEqual(Object.keys(integrations).sort())
})

test('the adapter that CONTRIBUTING shows is a small one', () => {
  const page = readFileSync(join(__dirname, '../../../CONTRIBUTING.md'), 'utf8')
  const [, path = ''] = /generated: file (packages\/adapters\/\S+)/.exec(page) ?? []
  expect(
    readFileSync(join(__dirname, '../../..', path), 'utf8')
      .trimEnd()
      .split('\n').length,
  ).toBeLessThan(60)
})

test.each(Object.entries(integrations))(
  '%s says what each of its hooks does, and what its arguments are',
  (_, load) => {
    for (const hook of Object.values(load().hooks))
      expect(hook).toMatchObject({ says: expect.stringMatching(/\.$/), parameters: {} })
  },
)

test('frameworks are optional peers', () => {
  for (const name of Object.keys(manifest.peerDependencies))
    expect(manifest.peerDependenciesMeta[name]).toEqual({ optional: true })
})

test('trap 30: importing the package and all its adapters loads no framework; asking for the callback does', () => {
  const script = `
    import { createRequire } from 'node:module'
    import { init } from '@seetrain/core'
    import { integrations } from '@seetrain/adapters'
    import { TfjsIntegration } from '@seetrain/adapters/tfjs'
    const loaded = () => Object.keys(createRequire(import.meta.url).cache).some(path => path.includes('tensorflow'))
    const one = Object.entries(integrations).map(([name, load]) => load().framework === name)
    const run = init({ mode: 'disabled' })
    const integration = new TfjsIntegration(run)
    const before = loaded()
    const callback = integration.getCallback()
    console.log(JSON.stringify({ one, before, after: loaded(), same: integrations.tfjs().create(run, {}) instanceof TfjsIntegration }))
  `
  const args = ['--conditions=@seetrain/source', '--no-warnings', '--input-type=module', '--eval', script]
  const seen: unknown = JSON.parse(execFileSync(process.execPath, args, { cwd: __dirname, encoding: 'utf8' }))
  expect(seen).toEqual({ one: Object.keys(integrations).map(() => true), before: false, after: true, same: true })
})
