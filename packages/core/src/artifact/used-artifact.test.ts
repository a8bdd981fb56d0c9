import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { artifactStoreIn } from '../../../../test/fixtures/artifact-store-in.ts'
import { FileBlobStore } from '../blob/file-blob-store.ts'
import { nodeFileSystem } from '../ports/node-file-system.ts'
import { Artifact } from './artifact.ts'
import type { ArtifactStore } from './artifact-store.ts'
import type { UsedArtifact } from './used-artifact.ts'

let folder: string
let home: string
let store: ArtifactStore
let used: UsedArtifact
const large = new Uint8Array(3 * 1024 * 1024 + 17).map((_, index) => index * 31)
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString()

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'used-artifact-'))
  home = join(folder, '.seetrain')
  store = artifactStoreIn(home)
  const artifact = new Artifact('Data', 'dataset', { description: 'digits' })
    .addObject('one', 'train/one.txt', 'text')
    .addObject('two', 'two.txt', 'text')
    .addBytes(large, 'deep/er/large.bin')
    .addReference('s3://bucket/all.tar', { size: 9, digest: 'md5:1' })
  store.put(artifact, { project: 'mnist', runId: 'r' })
  used = store.find('mnist', 'Data')
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Finds a version whose manifest somebody else wrote. */
function withManifest(manifest: string): UsedArtifact {
  const blob = new FileBlobStore(home, nodeFileSystem).put(Buffer.from(manifest), 'application/json')
  const [name = ''] = readdirSync(join(home, 'artifacts/mnist'))
  const catalog = join(home, 'artifacts/mnist', name)
  const content = JSON.parse(readFileSync(catalog, 'utf8'))
  content.versions[0].manifest = blob
  writeFileSync(catalog, JSON.stringify(content))
  return store.find('mnist', 'Data')
}

function damage(path: string): string {
  const { sha256 } = used.entries().find(entry => entry.path === path)!.blob!
  const file = join(home, 'blobs', sha256.slice(0, 2), sha256)
  const bytes = readFileSync(file)
  bytes[0]! ^= 1
  writeFileSync(file, bytes)
  return sha256
}

test('tells what it is and holds', () => {
  expect(used).toMatchObject({
    name: 'Data',
    version: 'v0',
    type: 'dataset',
    aliases: ['latest'],
    description: 'digits',
    metadata: {},
  })
  expect(used.files()).toEqual(['all.tar', 'deep/er/large.bin', 'train/one.txt', 'two.txt'])
  expect(used.entries()[0]).toEqual({ path: 'all.tar', size: 9, reference: 's3://bucket/all.tar', digest: 'md5:1' })
})

test('reads files, and says what else there is', () => {
  expect(text(used.read('train/one.txt'))).toBe('one')
  expect(() => used.read('three.txt')).toThrow(/path: got the string "three\.txt".*Data:v0 has: all\.tar, deep/)
  expect(() => used.read('all.tar')).toThrow(/reference.*s3:\/\/bucket\/all\.tar/)
})

describe('download', () => {
  test('writes every stored file below the folder, byte for byte, and nothing else', async () => {
    const target = join(folder, 'out')
    expect(await used.download(target)).toBe(target)
    expect(
      readdirSync(target, { recursive: true })
        .map(String)
        .toSorted((a, b) => (a < b ? -1 : 1)),
    ).toEqual(['deep', 'deep/er', 'deep/er/large.bin', 'train', 'train/one.txt', 'two.txt'])
    expect(readFileSync(join(target, 'deep/er/large.bin')).equals(large)).toBe(true)
  })

  test('goes below .seetrain by default, and repairs what was changed there', async () => {
    const target = await used.download()
    expect(target.startsWith(join(home, 'downloads', 'mnist'))).toBe(true)
    writeFileSync(join(target, 'two.txt'), 'TWO')
    expect(await used.download()).toBe(target)
    expect(readFileSync(join(target, 'two.txt'), 'utf8')).toBe('two')
  })

  test('does not write a file that is there already', async () => {
    const written: string[] = []
    const fileSystem = {
      ...nodeFileSystem,
      rename: (from: string, to: string) => (written.push(to), nodeFileSystem.rename(from, to)),
    }
    const watched = artifactStoreIn(home, { fileSystem }).find('mnist', 'Data')
    await watched.download()
    expect(written).toHaveLength(3)
    await watched.download()
    expect(written).toHaveLength(3)
  })

  test('trap 28: a link in the folder does not lead a file out of it', async () => {
    const target = join(folder, 'out')
    const outside = join(folder, 'outside')
    mkdirSync(target)
    mkdirSync(outside)
    symlinkSync(outside, join(target, 'deep'))
    await expect(used.download(target)).rejects.toThrow(/deep".*leaves/)
    expect(readdirSync(outside)).toEqual([])
    rmSync(join(target, 'deep'))
    writeFileSync(join(outside, 'victim'), 'unharmed')
    symlinkSync(join(outside, 'victim'), join(target, 'two.txt'))
    writeFileSync(join(outside, 'twin'), 'one')
    mkdirSync(join(target, 'train'))
    symlinkSync(join(outside, 'twin'), join(target, 'train/one.txt'))
    await used.download(target)
    expect(readFileSync(join(outside, 'victim'), 'utf8')).toBe('unharmed')
    expect(readFileSync(join(target, 'two.txt'), 'utf8')).toBe('two')
    expect(lstatSync(join(target, 'train/one.txt')).isSymbolicLink()).toBe(false)
  })

  test('a damaged blob is refused and leaves no file, whole or half', async () => {
    const sha256 = damage('deep/er/large.bin')
    const target = join(folder, 'out')
    await expect(used.download(target)).rejects.toMatchObject({
      code: 'BLOB_DAMAGED',
      message: expect.stringContaining(sha256),
    })
    expect(readdirSync(target, { recursive: true })).toEqual(['deep', 'deep/er'])
  })
})

test.each([
  ['../../escape', '".."'],
  ['/etc/cron.d/x', 'absolute'],
  ['a\\b', 'unusable'],
  [7, 'Pass a path'],
])('trap 28: a manifest with the path %j is refused', async (path, reason) => {
  const blob = { sha256: 'a'.repeat(64), size: 1, mime: 'x' }
  const foreign = withManifest(JSON.stringify({ format: 1, type: 'dataset', entries: [{ path, size: 1, blob }] }))
  await expect(foreign.download(join(folder, 'out'))).rejects.toThrow(reason)
  expect(() => foreign.files()).toThrow(reason)
})

test.each([
  ['{', 'not JSON'],
  ['null', 'format 1'],
  ['{"format":2,"entries":[]}', 'format 1'],
  ['{"format":1,"entries":[null]}', 'path'],
  ['{"format":1,"entries":[{"path":"a","size":1}]}', 'unusable entry for "a"'],
  ['{"format":1,"entries":[{"path":"a","size":1,"blob":null}]}', 'unusable entry for "a"'],
  ['{"format":1,"entries":[{"path":"a","size":1,"blob":{"sha256":"../../../etc/passwd"}}]}', 'unusable entry for "a"'],
])('the manifest %s is refused', (manifest, reason) => {
  expect(() => withManifest(manifest).files()).toThrow(reason)
})

describe('verify', () => {
  test('is content with what is whole', () => {
    expect(() => used.verify()).not.toThrow()
  })

  test('names the damaged blob, and a missing one', () => {
    const sha256 = damage('deep/er/large.bin')
    expect(() => used.verify()).toThrow(
      expect.objectContaining({ code: 'BLOB_DAMAGED', message: expect.stringContaining(sha256) }),
    )
    rmSync(join(home, 'blobs', sha256.slice(0, 2), sha256))
    expect(() => used.verify()).toThrow(expect.objectContaining({ code: 'BLOB_MISSING' }))
  })
})
