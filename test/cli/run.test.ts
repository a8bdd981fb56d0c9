import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { CommandLine } from './command-line.ts'

const line = new CommandLine()
afterAll(() => line.remove())

interface Listed {
  id: string
  name: string
  project: string
  state: string
  tags: string[]
  summary: object
}

async function newest(): Promise<Listed> {
  const { stdout } = await line.run(['ls', '--json'])
  return (JSON.parse(stdout) as Listed[])[0]!
}

async function recordsOf(id: string): Promise<{ kind: string; [field: string]: unknown }[]> {
  const { stdout } = await line.run(['export', id])
  return stdout
    .trim()
    .split('\n')
    .map(text => JSON.parse(text) as { kind: string })
}

const printing = (program: string): string[] => ['run', '--project', 'p', '--', process.execPath, '-e', program]

describe('seetrain run', () => {
  it('prints what the program prints and nothing else on stdout, records it, and ends as it does', async () => {
    const program = 'console.log("one\\ntwo"); console.error("oh"); process.exitCode = 3'
    const words = ['--name', 'first', '--tag', 'a', 'b', '--', process.execPath, '-e', program]
    const { code, stdout, stderr } = await line.run(['run', '--project', 'p', ...words])
    expect([code, stdout]).toEqual([3, 'one\ntwo\n'])
    const run = await newest()
    expect(stderr).toBe(
      `run first (${run.id})\noh\nrun first failed after ${/after (\S+)\./.exec(stderr)![1]}. Look at it: seetrain show ${run.id}\n`,
    )
    expect(run).toMatchObject({ name: 'first', project: 'p', tags: ['a', 'b'], state: 'failed' })
    const records = await recordsOf(run.id)
    expect(records.filter(({ kind }) => kind === 'console').map(({ stream, text }) => [stream, text])).toEqual(
      expect.arrayContaining([
        ['stdout', 'one\ntwo'],
        ['stderr', expect.stringContaining('oh')],
      ]),
    )
    expect(records.at(-1)).toMatchObject({ kind: 'end', state: 'failed', exitCode: 3 })
  })

  it('a program that uses SeeTrain joins the run', async () => {
    const words = [process.execPath, '--conditions=@seetrain/source', join(__dirname, 'fixtures', 'log-and-end.ts')]
    const { code, stderr } = await line.run(['run', '--quiet', '--', ...words])
    expect([code, stderr]).toEqual([0, ''])
    expect(await newest()).toMatchObject({ state: 'finished', summary: { loss: 0.25 } })
  })

  it('hands a signal on and waits for what the program makes of it', async () => {
    const program =
      'process.on("SIGTERM", () => { console.log("saved"); process.exit(5) }); console.log("ready"); setInterval(() => {}, 1000)'
    const [command, ...words] = line.commandWords.split(' ') as [string, ...string[]]
    const child = spawn(command, [...words, ...printing(program)], {
      cwd: line.folder,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let printed = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text
      if (text.includes('ready')) child.kill('SIGTERM')
    })
    expect(await new Promise(resolve => child.on('close', resolve))).toBe(5)
    expect(printed).toBe('ready\nsaved\n')
    expect((await recordsOf((await newest()).id)).at(-1)).toMatchObject({ state: 'failed', exitCode: 5 })
  })

  it('a program that a signal ends makes a killed run and the exit code of a shell', async () => {
    expect((await line.run(printing('process.kill(process.pid, "SIGKILL")'))).code).toBe(137)
    expect((await recordsOf((await newest()).id)).at(-1)).toMatchObject({ state: 'killed', signal: 'SIGKILL' })
  })

  it('passes much output through whole, to a reader that is slow too', async () => {
    const program = 'for (let i = 0; i < 20000; i++) console.log("line " + i)'
    const { stdout } = await line.run(printing(program))
    expect(stdout.split('\n').length).toBe(20_001)
  })

  it('a reader that has enough ends the program, not with an error of ours', async () => {
    const { stdout, stderr } = await line.shell(`seetrain run --quiet -- yes | head -n 2`)
    expect([stdout, stderr]).toEqual(['y\ny\n', ''])
  })

  it.each([
    [
      ['nothing-of-this-name'],
      127,
      'seetrain: run: there is no program nothing-of-this-name. Give the command as you would without seetrain run.\n',
    ],
    [['./package.txt'], 126, expect.stringContaining('is not executable')],
  ])('%s: says so, with the exit code of a shell, and leaves no run', async (words, exitCode, message) => {
    await line.shell('touch package.txt')
    const before = await newest()
    const { code, stderr } = await line.run(['run', '--', ...words])
    expect([code, stderr]).toEqual([exitCode, message])
    expect((await newest()).id).toBe(before.id)
  })
})
