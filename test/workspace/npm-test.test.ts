import { itWhen } from '../skip.ts'
import { TemporaryWorkspace, type Outcome } from './temporary-workspace.ts'

const LIMIT_MS = 60_000
const opened: TemporaryWorkspace[] = []

afterAll(() => opened.forEach(workspace => workspace.remove()))

async function npmTest(
  files: Record<string, string>,
  args: string[] = [],
  env: Record<string, string> = {},
): Promise<Outcome> {
  const workspace = new TemporaryWorkspace(files).withPackages().withFiles('jest.config.mjs', 'test/skip.ts')
  opened.push(workspace)
  return workspace.run('scripts/test.mjs', args, { env })
}

it('refuses a skip without a reason, also where it does not skip', () => {
  expect(() => itWhen(true, ' ')).toThrow('needs a reason')
})

describe('npm test', () => {
  it(
    'ends with the counts alone on the last line and exit code 0 when every test passed',
    async () => {
      const { code, lastLine } = await npmTest({ 'test/a.test.ts': "it('holds', () => {})" })
      expect({ code, lastLine }).toEqual({ code: 0, lastLine: '1 passed, 0 failed' })
    },
    LIMIT_MS,
  )

  it(
    'counts failures, and skips with their reasons listed above',
    async () => {
      const { code, output, lastLine } = await npmTest({
        'test/a.test.ts': "it('holds', () => {}); it('breaks', () => { expect(1).toBe(2) })",
        'test/b.test.ts': `import { describeWhen, itWhen } from './skip.ts'
          itWhen(false, 'a printer is not attached')('prints', () => {})
          itWhen(true, 'never said')('is there', () => {})
          describeWhen(false, 'no network')('uploads', () => { it('twice', () => {}) })`,
      })
      expect({ code, lastLine }).toEqual({ code: 1, lastLine: '2 passed, 1 failed, 2 skipped' })
      expect(output).toContain('skipped: a printer is not attached (1)\n  test/b.test.ts: prints\n')
      expect(output).toContain('skipped: no network (1)\n  test/b.test.ts: uploads twice\n')
      expect(output).toContain('failed:\n  test/a.test.ts: breaks\n')
      expect(output).not.toContain('never said')
    },
    LIMIT_MS,
  )

  it(
    'counts a file that does not start as failed',
    async () => {
      const { code, output, lastLine } = await npmTest({
        'test/a.test.ts': "it('holds', () => {})",
        'test/b.test.ts': "import './nowhere.ts'\nit('never runs', () => {})",
      })
      expect({ code, lastLine }).toEqual({ code: 1, lastLine: '1 passed, 1 failed' })
      expect(output).toContain('test/b.test.ts did not start')
    },
    LIMIT_MS,
  )

  it(
    'counts what ran and what was lost when jest is killed',
    async () => {
      const { code, output, lastLine } = await npmTest({
        'test/a.test.ts': "it('dies', () => { process.kill(process.pid, 'SIGKILL') })",
      })
      expect({ code, lastLine }).toEqual({ code: 137, lastLine: '0 passed, 1 failed' })
      expect(output).toContain('test/a.test.ts did not end')
    },
    LIMIT_MS,
  )

  it(
    'ends a test that never ends, and names it',
    async () => {
      const { code, output, lastLine } = await npmTest({ 'test/a.test.ts': "it('turns', () => { for (;;); })" }, [], {
        SEETRAIN_TEST_SILENCE_MS: '5000',
      })
      expect({ code, lastLine }).toEqual({ code: 137, lastLine: '0 passed, 1 failed' })
      expect(output).toContain('running were: test/a.test.ts')
    },
    LIMIT_MS,
  )

  it(
    'ends a jest that stays after its last result, with all that the tests started',
    async () => {
      const leave =
        "require('node:child_process').spawn('sleep', ['1000']); require('node:net').createServer().listen(0)"
      const { code, output, lastLine } = await npmTest(
        { 'test/a.test.ts': `it('leaves a server', () => { ${leave} })` },
        [],
        { SEETRAIN_TEST_SILENCE_MS: '5000' },
      )
      expect({ code, lastLine }).toEqual({ code: 137, lastLine: '1 passed, 1 failed' })
      expect(output).toContain('a test left a server, a timer or a child open')
    },
    LIMIT_MS,
  )

  it(
    'hands arguments on to jest, and fails when they match no test',
    async () => {
      const files = {
        'test/a.test.ts': "it('holds', () => {})",
        'test/b.test.ts': "it('breaks', () => { throw new Error('broken') })",
      }
      expect((await npmTest(files, ['test/a.test.ts'])).lastLine).toBe('1 passed, 0 failed')
      const none = await npmTest(files, ['test/c.test.ts'])
      expect({ code: none.code, lastLine: none.lastLine }).toEqual({ code: 1, lastLine: '0 passed, 1 failed' })
      expect(none.output).toContain('jest ended with exit code 1')
    },
    LIMIT_MS,
  )
})
