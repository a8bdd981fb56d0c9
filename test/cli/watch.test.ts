import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { itWhen } from '../skip.ts'
import { CommandLine } from './command-line.ts'

const SCRIPT = '/usr/bin/script'
const onTerminal = itWhen(existsSync(SCRIPT), 'the program `script`, which makes a terminal, is not installed')
const ENTER = '\u001B[?1049h'
const LEAVE = '\u001B[?1049l'

let line: CommandLine
beforeEach(() => {
  line = new CommandLine()
})
afterEach(() => line.remove())

/** A command that goes on, what it has shown so far, and a way to wait for more. */
class Watching {
  shown = ''
  readonly child: ChildProcessWithoutNullStreams
  readonly closed: Promise<number | null>
  #wanted: { pattern: RegExp; resolve: () => void } | undefined

  constructor(program: string, words: readonly string[]) {
    const env = { PATH: process.env['PATH'], HOME: line.folder, TZ: 'UTC', TERM: 'xterm-256color' }
    this.child = spawn(program, words, { cwd: line.folder, env })
    this.closed = new Promise(resolve => this.child.on('close', resolve))
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.shown += text
        this.#look()
      })
    }
  }

  until(pattern: RegExp): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#wanted = { pattern, resolve }
      void this.closed.then(() => reject(new Error(`ended without ${String(pattern)}: ${this.shown}`)))
      this.#look()
    })
  }

  #look(): void {
    if (this.#wanted?.pattern.test(this.shown)) this.#wanted.resolve()
  }
}

const onPipe = (words: string): Watching => new Watching('sh', ['-c', `exec ${line.commandWords} ${words}`])
const inTerminal = (words: string): Watching =>
  new Watching(SCRIPT, [
    '-qec',
    `stty cols 60 rows 12; ${line.commandWords} ${words}; echo "code $?"; stty -a | grep -o -- '-*icanon'`,
    '/dev/null',
  ])

test('on a pipe a line per interval, the last one when the run ends', async () => {
  const living = await line.fixture('living-run.ts')
  const watching = onPipe('watch --interval 0.1')
  await watching.until(/running {2}step 9 {2}10 points {2}loss 0\.1\n/)
  living.say('0.75')
  await watching.until(/running {2}step 10 {2}11 points {2}loss 0\.75\n/)
  living.say('NaN')
  await living.end()
  expect(await watching.closed).toBe(0)
  const lines = watching.shown.trimEnd().split('\n')
  for (const text of lines)
    expect(text).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}(running|finished) {2}step \d+ {2}\d+ points/)
  expect(lines.at(-1)).toMatch(/finished {2}step 11 {2}12 points {2}loss NaN$/)
  expect(watching.shown).not.toContain('\u001B')
})

test('--json is an object per line', async () => {
  const living = await line.fixture('living-run.ts')
  const watching = onPipe(`watch ${living.id} --interval 0.1 --json`)
  await watching.until(/\n/)
  living.say('Infinity')
  await living.end()
  await watching.closed
  const objects = watching.shown
    .trimEnd()
    .split('\n')
    .map(text => JSON.parse(text) as { state: string })
  expect(objects[0]).toEqual({
    time: expect.any(Number),
    id: living.id,
    name: 'living',
    state: 'running',
    step: 9,
    points: 10,
    metrics: { loss: 0.1 },
  })
  expect(objects.at(-1)).toMatchObject({ state: 'finished', points: 11, metrics: { loss: 'Infinity' } })
})

test('a process that is killed ends it, too', async () => {
  const living = await line.fixture('living-run.ts')
  const watching = onPipe('watch living --interval 0.1')
  await watching.until(/running/)
  await living.kill()
  expect(await watching.closed).toBe(0)
  expect(watching.shown.trimEnd().split('\n').at(-1)).toMatch(/killed {2}step 9 {2}10 points/)
})

test('a run that is removed meanwhile is an error of one line', async () => {
  const living = await line.fixture('living-run.ts')
  const watching = onPipe('watch living --interval 0.1')
  await watching.until(/running/)
  rmSync(join(line.folder, '.seetrain/runs', living.id), { recursive: true })
  expect(await watching.closed).toBe(1)
  expect(watching.shown).toMatch(/^seetrain: run: .* was removed\.\n$/m)
  await living.kill()
})

test('--once shows one line of a run that goes on, and does not wait', async () => {
  const living = await line.fixture('living-run.ts')
  const { code, stdout } = await line.run(['watch', '--once', '--metric', 'los'])
  expect([code, stdout]).toEqual([
    0,
    expect.stringMatching(/^\S+ \S+ {2}running {2}step 9 {2}10 points {2}loss 0\.1\n$/),
  ])
  expect((await line.run(['watch', '--once', '--metric', 'acc'])).stdout).not.toContain('loss')
  await living.end()
})

test('without a run it takes the newest that goes on, else the newest', async () => {
  const living = await line.fixture('living-run.ts')
  const later = line.start({ experimentName: 'later' })
  await later.finish()
  const id = async (): Promise<string> =>
    (JSON.parse((await line.run(['watch', '--once', '--json'])).stdout) as { id: string }).id
  expect(await id()).toBe(living.id)
  await living.end()
  expect(await id()).toBe(later.id)
})

test('a folder without runs', async () => {
  const { code, stdout, stderr } = await line.run(['watch'])
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(/^seetrain: watch: there is no run in .*Start one, or name another folder with --dir\.\n$/)
})

test.each(['0', '0.05', 'often', '-1', '1e9'])('an interval of %s is refused', async interval => {
  const { code, stderr } = await line.run(['watch', `--interval=${interval}`])
  expect([code, stderr]).toEqual([2, expect.stringContaining('Give seconds, from 0.1 to 86400. See: seetrain watch')])
})

onTerminal('on a terminal the page is redrawn as the run grows; q leaves it as it was', async () => {
  const living = await line.fixture('living-run.ts')
  const watching = inTerminal('watch --interval 0.1')
  await watching.until(/q quits/)
  living.say('0.625')
  await watching.until(/→ +0\.625/)
  watching.child.stdin.write('q')
  expect(await watching.closed).toBe(0)
  const { shown } = watching
  expect(shown.indexOf(ENTER)).toBeGreaterThanOrEqual(0)
  expect(shown.split(LEAVE)).toHaveLength(2)
  // the page stays where the work goes on, with the cursor and the keys as they were
  const after = shown.slice(shown.indexOf(LEAVE))
  expect(after).toMatch(/living.*running/)
  expect(after).toMatch(/code 0\r?\nicanon/)
  expect(shown.lastIndexOf('\u001B[?25h')).toBeGreaterThan(shown.lastIndexOf('\u001B[?25l'))
  for (const row of after.replace(/\u001B\[[?\d;]*[a-zA-Z]/g, '').split(/\r?\n/)) {
    expect([...row].length).toBeLessThanOrEqual(60)
  }
  await living.end()
})

onTerminal('Ctrl-C leaves it too, and so does the end of the run', async () => {
  const living = await line.fixture('living-run.ts')
  const [stopped, waiting] = [inTerminal('watch --interval 0.1'), inTerminal('watch --interval 0.1')]
  await Promise.all([stopped.until(/q quits/), waiting.until(/q quits/)])
  stopped.child.stdin.write('\u0003')
  await stopped.closed
  await living.end()
  await waiting.closed
  for (const { shown } of [stopped, waiting]) expect(shown).toMatch(/code 0\r?\nicanon/)
  expect(waiting.shown.slice(waiting.shown.indexOf(LEAVE))).toMatch(/living.*finished/)
})
