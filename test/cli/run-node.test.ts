import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileFunction } from 'node:vm'
import { transformSync } from 'esbuild'
import { listRuns, nodeFileSystem, readRun, runFolder } from 'seetrain'
import { childEnvironment } from '../../packages/seetrain/src/cli/running/child-environment.ts'
import { json } from '../autolog/fake-server.ts'
import { chatAnswer } from '../autolog/openai-answers.ts'
import { Stage } from '../autolog/stage.ts'
import { CommandLine, type Outcome } from './command-line.ts'

const stage = new Stage()
const line = new CommandLine()
afterAll(() => line.remove())

const APPS = join(__dirname, '../autolog/fixtures')
const PRELOAD = join(__dirname, '../../packages/seetrain/bin/preload.cjs')
const place = { runId: 'r1', dir: '/d', project: 'p', without: [] }

function run(words: readonly string[], options: readonly string[] = []): Promise<Outcome> {
  stage.server.answer(json(chatAnswer('Hello')), json(chatAnswer('Hello')))
  return line.run(['run', '--quiet', ...options, '--', ...words], {
    TEST_URL: `${stage.server.url}/v1`,
    SEETRAIN_SYSTEM_MONITOR: 'false',
  })
}

function spansOfNewest(): object[] {
  const home = join(line.folder, '.seetrain')
  const id = listRuns(home, nodeFileSystem).toSorted().at(-1)!
  return [...readRun(runFolder(home, id), nodeFileSystem)].flatMap(({ record }) =>
    record.kind === 'span' ? [record] : [],
  )
}

describe('a Node program below a run', () => {
  it.each([
    ['import', [process.execPath, join(APPS, 'app.mjs')], 1],
    ['require', [process.execPath, join(APPS, 'app.cjs')], 2],
    ['a shell before it', ['sh', '-c', `"${process.execPath}" "${join(APPS, 'app.mjs')}"`], 1],
  ])('%s: its model calls are in the run', async (_name, words, calls) => {
    expect(await run(words)).toEqual({ code: 0, stdout: expect.stringContaining('Hello'), stderr: '' })
    expect(spansOfNewest()).toHaveLength(calls)
  })

  it.each(['openai', 'all'])('--without %s leaves them alone', async name => {
    expect((await run([process.execPath, join(APPS, 'app.mjs')], ['--without', name])).code).toBe(0)
    expect(spansOfNewest()).toEqual([])
  })

  it('reads no SDK, and not the providers, when the program uses none', async () => {
    const program = `console.log(Object.keys(require.cache).filter(file => !/preload\\.cjs$|register|enable-when-loaded|sdk-packages|autolog\\.(ts|js)$/.test(file)).length,
        typeof globalThis[Symbol.for('seetrain.autolog.loads.1')])`
    expect(await run([process.execPath, '-e', program])).toEqual({ code: 0, stdout: '0 object\n', stderr: '' })
  })

  it('keeps the NODE_OPTIONS and the PYTHONPATH that were there', () => {
    const { NODE_OPTIONS, PYTHONPATH } = childEnvironment(
      place,
      { NODE_OPTIONS: '--title="a b"', PYTHONPATH: '/mine' },
      false,
    )
    expect(NODE_OPTIONS).toMatch(/^--title="a b" --require \S+preload\.cjs$/)
    expect(PYTHONPATH).toMatch(/:\/mine$/)
    expect(childEnvironment({ ...place, without: ['all'] }, {}, false)).not.toHaveProperty('NODE_OPTIONS')
  })
})

describe('the file that every Node reads first', () => {
  it('is spelled so that the oldest can read it', () => {
    // esbuild has no way to put newer words into ES5: it complains of them
    expect(() => transformSync(readFileSync(PRELOAD, 'utf8'), { target: 'es5' })).not.toThrow()
  })

  it.each(['12.22.12', '20.19.0', '22.17.1'])('leaves Node %s alone', version => {
    const usual = Object.getOwnPropertyDescriptor(process, 'versions')!
    Object.defineProperty(process, 'versions', { ...usual, value: { ...process.versions, node: version } })
    try {
      const required: string[] = []
      const preload = compileFunction(readFileSync(PRELOAD, 'utf8'), ['require', 'process'])
      preload((name: string) => required.push(name), process)
      expect(required).toEqual([])
    } finally {
      Object.defineProperty(process, 'versions', usual)
    }
  })
})
