import { CommandLine } from './command-line.ts'

const line = new CommandLine()
afterAll(() => line.remove())

const LINES = Array.from({ length: 300 }, (_, number) => `line ${number}`)

beforeAll(async () => {
  const talking = await line.fixture('talking-run.ts')
  await talking.end()
})

test('what was printed, as it stood there in the end, without colours where no terminal is', async () => {
  const { code, stdout, stderr } = await line.run(['logs', 'talking', '--stream', 'stdout'])
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout.split('\n')).toEqual(['red and plain', 'progress 3 of 3', ...LINES, 'the end', ''])
})

test('both streams together, and one alone', async () => {
  const both = (await line.run(['logs', 'talking'])).stdout.split('\n')
  expect(both).toHaveLength(2 + LINES.length + 3)
  expect(both).toContain('a warning')
  expect((await line.run(['logs', 'talking', '--stream', 'stderr'])).stdout).toBe('a warning\n')
})

test('colours where they are wanted, and none with NO_COLOR', async () => {
  const { stdout } = await line.run(['logs', 'talking'], { FORCE_COLOR: '1' })
  expect(stdout).toMatch(/^\u001B\[31mred\u001B\[0?m and plain/)
  expect((await line.run(['logs', 'talking'], { NO_COLOR: '1' })).stdout).not.toContain('\u001B')
})

test('a run that printed nothing', async () => {
  const run = line.start({ experimentName: 'silent' })
  await run.finish()
  expect(await line.run(['logs', 'silent'])).toEqual({ code: 0, stdout: '', stderr: '' })
})
