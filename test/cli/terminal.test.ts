import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { itWhen } from '../skip.ts'
import { CommandLine } from './command-line.ts'

/** Runs a program on a terminal of its own. */
const SCRIPT = '/usr/bin/script'
const line = new CommandLine()
const onTerminal = itWhen(existsSync(SCRIPT), 'the program `script`, which makes a terminal, is not installed')
const COLUMNS = 50

beforeAll(async () => {
  const run = line.start({
    project: 'a-project-with-a-long-name',
    experimentName: 'a-run-with-quite-a-long-name',
    tags: ['baseline'],
  })
  run.log({ loss: 0.5, 'validation/accuracy': 0.25 }, { step: 1 })
  await run.finish()
})
afterAll(() => line.remove())

/** Runs the command on a terminal of 50 columns and answers its question. */
function runOnTerminal(words: string, answer = '', environment: NodeJS.ProcessEnv = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const command = `stty cols ${COLUMNS} rows 40; ${line.commandWords} ${words}; echo "code $?"`
    const env = { PATH: process.env['PATH'], HOME: line.folder, TERM: 'xterm-256color', ...environment }
    const child = spawn(SCRIPT, ['-qec', command, '/dev/null'], {
      cwd: line.folder,
      env,
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    let screen = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      screen += text
      if (answer !== '' && text.includes('[y/N]')) child.stdin.write(`${answer}\n`)
    })
    child.on('error', reject)
    child.on('close', () => resolve(screen))
  })
}

const withoutColours = (text: string): string => text.replace(/\u001B\[[\d;]*m/g, '')

onTerminal('no line is wider than the terminal, and there are colours', async () => {
  const name = 'a-run-with-quite-a-long-name'
  for (const words of ['ls', `show ${name}`, `tag ${name}`, 'settings', 'doctor']) {
    const screen = await runOnTerminal(words)
    expect(screen).toMatch(/\u001B\[\d+m/)
    // what is drawn and taken away again is progress
    const shown = withoutColours(screen).replace(/\r[^\r\n]*\u001B\[K/g, '')
    for (const row of shown.split(/\r?\n/)) expect([...row].length).toBeLessThanOrEqual(COLUMNS)
    expect(shown).toContain('code 0')
  }
})

onTerminal('no colours with NO_COLOR', async () => {
  const screen = await runOnTerminal('ls', '', { NO_COLOR: '1' })
  expect(screen).toContain('finished')
  expect(screen).not.toMatch(/\u001B\[\d*m/)
})

onTerminal('a Parquet file is not written to the screen', async () => {
  const screen = await runOnTerminal('export a-run-with-quite-a-long-name --format parquet')
  expect(screen).toContain('a Parquet file is no text to be shown here. Name a file with --output.')
  expect(screen).toContain('code 2')
  expect(screen).not.toContain('PAR1')
})

onTerminal('rm asks, and removes when the answer is yes', async () => {
  const refused = await runOnTerminal('rm a-run-with-quite-a-long-name', 'n')
  expect(refused).toContain('Remove 1 run for good? [y/N]')
  expect(refused).toContain('Nothing was removed.')
  expect(refused).toContain('code 0')
  const removed = await runOnTerminal('rm a-run-with-quite-a-long-name', 'yes')
  expect(removed).toMatch(/Removed \w+ \(a-run-with-quite-a-long-name/)
  expect((await line.run(['ls', '--json'])).stdout).toBe('[]\n')
})
