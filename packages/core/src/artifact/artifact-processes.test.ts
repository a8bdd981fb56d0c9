import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { artifactStoreIn } from '../../../../test/fixtures/artifact-store-in.ts'
import { Artifact } from './artifact.ts'

const FIXTURES = join(__dirname, '../../../../test/fixtures')
let home: string

beforeEach(() => {
  home = join(mkdtempSync(join(tmpdir(), 'artifact-processes-')), '.seetrain')
})
afterEach(() => rmSync(join(home, '..'), { recursive: true }))

function start(script: string, ...args: string[]): ChildProcessByStdio<Writable, Readable, null> {
  return spawn(process.execPath, ['--conditions=@seetrain/source', join(FIXTURES, script), home, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
}

/** Starts four writers, lets them begin together, and returns the versions that each was given. */
async function fourWriters(each: number): Promise<string[][]> {
  const children = ['a', 'b', 'c', 'd'].map(writer => start('log-artifacts.ts', writer, String(each)))
  const lines = children.map(child => {
    const printed: string[] = []
    child.stdout.on('data', (bytes: Buffer) => printed.push(...bytes.toString().trim().split('\n')))
    return printed
  })
  const ends = children.map(child => once(child, 'close'))
  await Promise.all(children.map(child => once(child.stdout, 'data')))
  for (const child of children) child.stdin.write('go')
  expect((await Promise.all(ends)).map(([code]) => code)).toEqual([0, 0, 0, 0])
  return lines.map(printed => printed.filter(line => line !== 'ready'))
}

const numbers = (versions: string[]) => versions.map(version => Number(version.slice(1))).sort((a, b) => a - b)

test('four processes that log one name at once get v0 to v3', async () => {
  const versions = (await fourWriters(1)).flat()
  expect(numbers(versions)).toEqual([0, 1, 2, 3])
  const store = artifactStoreIn(home)
  expect(store.list('shared').map(version => version.version)).toEqual(['v0', 'v1', 'v2', 'v3'])
  expect(store.find('shared', 'model').version).toBe('v3')
})

test('none of many versions and aliases is lost, and each holds what its process logged', async () => {
  const each = 12
  const given = await fourWriters(each)
  expect(numbers(given.flat())).toEqual(Array.from({ length: 4 * each }, (_, index) => index))
  const store = artifactStoreIn(home)
  for (const [index, versions] of given.entries()) {
    const writer = 'abcd'.charAt(index)
    for (const [number, version] of versions.entries()) {
      const stored = JSON.parse(Buffer.from(store.find('shared', `model:${version}`).read('weights.json')).toString())
      expect(stored).toEqual({ writer, number })
    }
    expect(store.find('shared', `model:by-${writer}`).version).toBe(versions.at(-1))
  }
  expect(readdirSync(join(home, 'artifacts/shared'))).toEqual(['model.json'])
})

test('a process killed between blobs and catalog leaves no version and a lock that the next one takes over', async () => {
  const [, signal] = await once(start('crash-before-catalog.ts'), 'close')
  expect(signal).toBe('SIGKILL')
  const left = readdirSync(join(home, 'artifacts/shared'))
  expect(left).toContain('model.json.lock')
  expect(left).not.toContain('model.json')
  const store = artifactStoreIn(home)
  expect(store.list('shared')).toEqual([])
  const artifact = new Artifact('model', 'model').addObject({ epoch: 1 }, 'weights.json')
  expect(store.put(artifact, { project: 'shared', runId: 'next' })).toMatchObject({
    version: 'v0',
    aliases: ['latest'],
  })
  store.find('shared', 'model').verify()
})
