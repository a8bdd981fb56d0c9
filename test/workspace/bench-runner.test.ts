import { TemporaryWorkspace } from './temporary-workspace.ts'

let workspace: TemporaryWorkspace

beforeEach(() => {
  workspace = new TemporaryWorkspace({
    'tsconfig.build.json': '{ "files": ["nothing.ts"], "compilerOptions": { "noEmit": true } }',
    'nothing.ts': 'export {}',
  })
    .withPackages()
    .withFiles('bench/run.mjs')
  for (const name of ['log', 'read'])
    workspace.write(
      `bench/${name}.bench.ts`,
      `console.log('table of ${name}', process.argv.slice(2).join(' ') as string)`,
    )
})

afterEach(() => workspace.remove())

it('runs every bench, in order', async () => {
  const { code, output } = await workspace.run('bench/run.mjs')
  expect(output).toMatch(/log\ntable of log \n\nread\ntable of read/)
  expect(code).toBe(0)
})

it('runs the one that is named and hands options on', async () => {
  const { output } = await workspace.run('bench/run.mjs', ['read', '--rounds=3'])
  expect(output).toContain('table of read --rounds=3')
  expect(output).not.toContain('table of log')
})

it('lists what there is when a name is unknown', async () => {
  const { code, output } = await workspace.run('bench/run.mjs', ['lag'])
  expect(output).toContain('There is no bench lag.\nThere are: log, read')
  expect(code).toBe(1)
})

it('fails when a bench fails, after the others', async () => {
  workspace.write('bench/log.bench.ts', 'process.exit(3)')
  const { code, output } = await workspace.run('bench/run.mjs')
  expect(output).toContain('table of read')
  expect(output).toContain('Failed: log.')
  expect(code).toBe(1)
})
