import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { CommandLine } from './command-line.ts'

let line: CommandLine
let path: string
beforeEach(() => {
  line = new CommandLine()
  path = join(line.folder, 'seetrain.config.json')
})
afterEach(() => line.remove())

const written = (): unknown => JSON.parse(readFileSync(path, 'utf8'))

test('writes the settings that people change most, which then hold', async () => {
  const { code, stdout, stderr } = await line.run(['init'])
  const project = basename(line.folder)
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toBe(`Wrote ${path} for the project "${project}". All settings and their values: seetrain settings\n`)
  expect(written()).toEqual({ project, mode: 'local', sinks: [], tags: [] })
  expect((await line.run(['settings'])).stdout).toMatch(new RegExp(`^project +${project} +${path}$`, 'm'))
})

test('what is given, and the name of the package', async () => {
  writeFileSync(join(line.folder, 'package.json'), '{"name":"@lab/mnist"}')
  const words = [
    '--mode',
    'online',
    '--url',
    'https://hub.example.com',
    '--sink',
    'csv,jsonl',
    '--tag',
    'a',
    'b',
    '--json',
  ]
  const { code, stdout } = await line.run(['init', ...words])
  expect(code).toBe(0)
  const url = 'https://hub.example.com'
  const settings = { project: '@lab/mnist', mode: 'online', url, sinks: ['csv', 'jsonl'], tags: ['a', 'b'] }
  expect(JSON.parse(stdout)).toEqual({ path, settings })
  expect(written()).toEqual(settings)
})

test.each(['json', 'yaml', 'yml'])('a seetrain.config.%s that is there stays as it is', async ending => {
  const there = join(line.folder, `seetrain.config.${ending}`)
  writeFileSync(there, '')
  const { code, stdout, stderr } = await line.run(['init', '--project', 'other'])
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toBe(`seetrain: init: ${there} is there already. Edit it, or see what holds with seetrain settings.\n`)
  expect(readFileSync(there, 'utf8')).toBe('')
})

test.each([
  [['--project', ''], 'project'],
  [['--sink', 'cvs'], 'sink: there is no "cvs". Known: csv, '],
  [['--url', 'nowhere'], 'url'],
  [['--mode', 'sometimes'], 'Allowed choices are local, online, offline, disabled'],
])('%j is refused before anything is written', async (words, message) => {
  const { code, stdout, stderr } = await line.run(['init', ...words])
  expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(message)])
  expect(stderr.trimEnd()).not.toContain('\n')
  expect(existsSync(path)).toBe(false)
})

test('in a repository it says what to ignore, once', async () => {
  mkdirSync(join(line.folder, '.git'))
  mkdirSync(join(line.folder, 'sub'))
  mkdirSync(join(line.folder, 'other'))
  expect((await line.run(['init', '--dir', 'sub'])).stderr).toBe(
    'Runs are kept in .seetrain: add a line .seetrain/ to .gitignore.\n',
  )
  writeFileSync(join(line.folder, '.gitignore'), 'dist\n.seetrain/\n')
  expect((await line.run(['init', '--dir', 'other'])).stderr).toBe('')
})

test('a folder that does not exist', async () => {
  const { code, stderr } = await line.run(['init', '--dir', 'nowhere'])
  expect([code, stderr]).toEqual([1, expect.stringContaining('does not exist')])
})
