import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CommandLine } from './command-line.ts'

const line = new CommandLine()
afterAll(() => line.remove())

const COMMANDS = [
  'ls',
  'show',
  'compare',
  'watch',
  'logs',
  'export',
  'sync',
  'tag',
  'rm',
  'gc',
  'init',
  'completion',
  'settings',
  'doctor',
]

test('--version prints the version of the package', async () => {
  const { version } = JSON.parse(readFileSync(join(__dirname, '../../packages/seetrain/package.json'), 'utf8')) as {
    version: string
  }
  expect(await line.run(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
})

test('without words it shows what there is', async () => {
  const { code, stdout, stderr } = await line.run([])
  expect([code, stderr]).toEqual([0, ''])
  for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'))
})

test.each(COMMANDS)('%s --help has examples and the folder option', async command => {
  const { code, stdout, stderr } = await line.run([command, '--help'])
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(new RegExp(`^Usage: seetrain ${command} `))
  expect(stdout).toMatch(new RegExp(`Examples:\n  \\$ .*seetrain ${command}`))
  expect(stdout).toContain('--dir <folder>')
})

test.each([
  [['xport'], "unknown command 'xport' (Did you mean export?). See: seetrain --help"],
  [['ls', '--jsn'], "unknown option '--jsn' (Did you mean --json?). See: seetrain ls --help"],
  [
    ['ls', '--state', 'done'],
    "option '--state <state>' argument 'done' is invalid. Allowed choices are running, finished, failed, killed. See: seetrain ls --help",
  ],
  [
    ['ls', '--limit', '0'],
    "option '--limit <count>' argument '0' is invalid. Give a whole number from 1. See: seetrain ls --help",
  ],
  [
    ['ls', '--limit', 'many'],
    "option '--limit <count>' argument 'many' is invalid. Give a whole number from 1. See: seetrain ls --help",
  ],
  [['show'], "missing required argument 'run'. See: seetrain show --help"],
  [
    ['export', 'a', 'b'],
    "too many arguments for 'export'. Expected 1 argument but got 2: a, b. See: seetrain export --help",
  ],
  [
    ['export', 'a', '--format', 'xml'],
    "option '--format <format>' argument 'xml' is invalid. Allowed choices are jsonl, csv, parquet. See: seetrain export --help",
  ],
])('%j is told in one line with exit code 2', async (words, message) => {
  expect(await line.run(words)).toEqual({ code: 2, stdout: '', stderr: `seetrain: ${message}\n` })
})

test.each(['show', 'watch', 'logs', 'export', 'tag', 'rm'])(
  '%s of a run that does not exist fails in one line',
  async command => {
    for (const given of ['nothing', '../../etc', '', '.', '\u001B[2J']) {
      const { code, stdout, stderr } = await line.run([command, given])
      expect([code, stdout]).toEqual([1, ''])
      expect(stderr).toMatch(
        /^seetrain: run: there is no run ".*" in .*\.seetrain\. Look with "seetrain ls", or check SEETRAIN_DIR\.\n$/,
      )
      expect(stderr).not.toContain('\u001B')
    }
  },
)

test('a name that several runs have is answered with their ids', async () => {
  const twins = [line.start({ experimentName: 'twin' }), line.start({ experimentName: 'twin' })]
  for (const run of twins) await run.finish()
  const { code, stderr } = await line.run(['show', 'twin'])
  expect(code).toBe(1)
  expect(stderr).toContain(
    `run: "twin" may be 2 runs: ${twins[1]!.id}, ${twins[0]!.id}. Write the id of the one you mean.`,
  )
  // the start of an id that both have
  expect((await line.run(['show', twins[0]!.id.slice(0, 3)])).stderr).toContain('may be 2 runs')
})

test('a wrong setting is told in one line; SEETRAIN_DEBUG=1 adds where', async () => {
  const plain = await line.run(['ls'], { SEETRAIN_MODE: 'sometimes' })
  expect(plain.code).toBe(1)
  expect(plain.stderr).toMatch(/^seetrain: SEETRAIN_MODE: got the string "sometimes"\. .*\n$/)
  const debug = await line.run(['ls'], { SEETRAIN_MODE: 'sometimes', SEETRAIN_DEBUG: '1' })
  expect(debug.code).toBe(1)
  expect(debug.stderr).toMatch(/\n {4}at .*resolve-settings/)
  expect(debug.stderr).not.toContain('SEETRAIN_DEBUG')
})

test('no colours without a terminal', async () => {
  const { stdout } = await line.run(['ls'])
  expect(stdout).not.toContain('\u001B')
})
