import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Artifact } from './artifact.ts'

let folder: string
const artifact = () => new Artifact('model', 'model')
const paths = (from: Artifact) => from.sources.map(source => source.path)
const write = (path: string, text = path) => {
  mkdirSync(join(folder, path, '..'), { recursive: true })
  writeFileSync(join(folder, path), text)
  return join(folder, path)
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'artifact-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('what an artifact is called', () => {
  test.each(['model', 'a.b_c-9', 'X', 'a'.repeat(128), '__proto__', 'constructor'])('takes the name %s', name => {
    expect(new Artifact(name, 'custom').name).toBe(name)
  })

  test.each(['', '.', '..', 'a/b', 'a b', 'a:b', 'é', 'a'.repeat(129), 7, undefined])('refuses the name %s', name => {
    expect(() => new Artifact(name as string, 'custom')).toThrow(/^artifact\.name: got .*Use 1 to 128/)
  })

  test('refuses an unknown type and names the known ones', () => {
    expect(() => new Artifact('a', 'modle' as 'model')).toThrow(/artifact\.type: got the string "modle".*checkpoint/)
  })

  test('refuses unknown options, and options of the wrong kind', () => {
    expect(() => new Artifact('a', 'model', { meta: {} } as object)).toThrow(
      /artifact\.options: got the string "meta".*metadata/,
    )
    expect(() => new Artifact('a', 'model', { description: 1 as never })).toThrow(/artifact\.description/)
    expect(() => new Artifact('a', 'model', { derivedFrom: 'data' as never })).toThrow(/artifact\.derivedFrom/)
  })

  test('copies metadata, and refuses what can not be kept by its path', () => {
    const metadata = {
      accuracy: NaN,
      at: new Date(5),
      shape: new Float32Array([1, 2]),
      nested: { big: 3n, gone: undefined },
    }
    const made = new Artifact('a', 'model', { metadata })
    metadata.nested.big = 4n
    expect(made.metadata).toEqual({ accuracy: NaN, at: new Date(5), shape: [1, 2], nested: { big: 3n } })
    const circular: { self?: unknown } = {}
    circular.self = circular
    expect(() => new Artifact('a', 'model', { metadata: circular })).toThrow(
      /artifact\.metadata\.self.*contains itself/s,
    )
    expect(() => new Artifact('a', 'model', { metadata: { list: [1, () => 2] } })).toThrow(
      /artifact\.metadata\.list\[1\]: got a function/,
    )
    expect(() => new Artifact('a', 'model', { metadata: [] })).toThrow(/artifact\.metadata: got an array/)
  })

  test('recognises an artifact', () => {
    expect(Artifact.isInstance(artifact())).toBe(true)
    expect(Artifact.isInstance({ name: 'a' })).toBe(false)
    expect(Artifact.isInstance(null)).toBe(false)
  })
})

describe('where files go', () => {
  test('a file goes under its own name, or where it is told', () => {
    const file = write('weights.bin')
    expect(paths(artifact().addFile(file).addFile(file, './deep/./copy.bin').addFile(file, 'win\\style.bin'))).toEqual([
      'weights.bin',
      'deep/copy.bin',
      'win/style.bin',
    ])
  })

  test.each([
    ['../escape', 'holds ".."'],
    ['a/../../b', 'holds ".."'],
    ['a\\..\\b', 'holds ".."'],
    ['/etc/passwd', 'absolute'],
    ['\\\\server\\share', 'absolute'],
    ['C:\\x', 'absolute'],
    ['a//b', 'empty part'],
    ['a/', 'empty part'],
    ['.', 'empty part'],
    ['a\0b', 'NUL'],
    ['', 'Pass a path'],
  ])('trap 28: the destination %j is refused', (destination, reason) => {
    const made = artifact()
    expect(() => made.addObject({}, destination)).toThrow(reason)
    expect(() => made.addReference('s3://bucket/x', { path: destination })).toThrow(reason)
    expect(made.sources).toEqual([])
  })

  test('refuses a destination that is taken, also as a folder of another', () => {
    const made = artifact().addObject(1, 'a/b/c.json')
    expect(() => made.addObject(2, 'a/b/c.json')).toThrow(/has a file there already/)
    expect(() => made.addObject(2, 'a/b')).toThrow(/can not be a file and a folder/)
    expect(() => made.addObject(2, 'a/b/c.json/d')).toThrow(/can not be a file and a folder/)
    expect(paths(made)).toEqual(['a/b/c.json'])
  })

  test('says what is wrong with a path that is no file or no folder', () => {
    expect(() => artifact().addFile(join(folder, 'absent'))).toThrow(/^file: got .*does not exist/)
    expect(() => artifact().addFile(folder)).toThrow(/Use addDirectory/)
    expect(() => artifact().addDirectory(write('file'))).toThrow(/Use addFile/)
    expect(() => artifact().addFile(3 as never)).toThrow(/file: got the number 3/)
  })
})

describe('directories', () => {
  test('adds all files below, in the order of names, under a prefix', () => {
    write('b/two')
    write('a')
    write('b/.hidden')
    expect(paths(artifact().addDirectory(folder))).toEqual(['a', 'b/.hidden', 'b/two'])
    expect(paths(artifact().addDirectory(folder, 'data/x'))).toEqual(['data/x/a', 'data/x/b/.hidden', 'data/x/b/two'])
  })

  test('refuses an empty folder, and adds nothing of one that collides', () => {
    expect(() => artifact().addDirectory(folder)).toThrow(/holds no files/)
    write('a')
    write('b')
    const made = artifact().addObject(1, 'b')
    expect(() => made.addDirectory(folder)).toThrow(/there already/)
    expect(paths(made)).toEqual(['b'])
  })

  test('trap 28: a link that leaves the directory is refused, one that stays is followed', () => {
    write('inside/a/file')
    write('outside/secret')
    symlinkSync('a', join(folder, 'inside/link'))
    expect(paths(artifact().addDirectory(join(folder, 'inside')))).toEqual(['a/file', 'link/file'])
    symlinkSync(join(folder, 'outside'), join(folder, 'inside/way-out'))
    expect(() => artifact().addDirectory(join(folder, 'inside'))).toThrow(/way-out.*leaves/)
  })

  test('trap 28: a sibling whose name begins alike is outside too', () => {
    write('data/file')
    write('data-secret/file')
    symlinkSync('../data-secret/file', join(folder, 'data/link'))
    expect(() => artifact().addDirectory(join(folder, 'data'))).toThrow(/leaves/)
  })

  test('refuses links that lead nowhere or back into themselves', () => {
    write('loop/a/file')
    symlinkSync('..', join(folder, 'loop/a/up'))
    expect(() => artifact().addDirectory(join(folder, 'loop'))).toThrow(/up".*lies in/)
    write('dangling/file')
    symlinkSync('absent', join(folder, 'dangling/link'))
    expect(() => artifact().addDirectory(join(folder, 'dangling'))).toThrow(/leads nowhere/)
  })

  test('trap 28: the folder of SeeTrain inside the tree is left out, also behind a link', () => {
    write('file')
    write('.seetrain/blobs/aa/blob')
    write('sub/.seetrain/downloads/data/file')
    symlinkSync('.seetrain', join(folder, 'store'))
    expect(paths(artifact().addDirectory(folder))).toEqual(['file'])
  })
})

describe('references', () => {
  test('keeps the address, its size and digest, under its own last part', () => {
    const made = artifact()
      .addReference('s3://bucket/data/train%20set.csv?versionId=3', { size: 10, digest: 'md5:aa' })
      .addReference('https://host/', { path: 'index.html' })
    expect(made.sources).toEqual([
      {
        kind: 'reference',
        path: 'train set.csv',
        uri: 's3://bucket/data/train%20set.csv?versionId=3',
        size: 10,
        digest: 'md5:aa',
      },
      { kind: 'reference', path: 'index.html', uri: 'https://host/', size: 0 },
    ])
  })

  test('refuses what is no address, and bad details', () => {
    expect(() => artifact().addReference('data.csv')).toThrow(/reference\.uri: got the string "data.csv".*scheme/)
    expect(() => artifact().addReference('https://host/')).toThrow(/reference\.uri.*names no file/)
    expect(() => artifact().addReference('s3://b/x', { size: -1 })).toThrow(/reference\.size/)
    expect(() => artifact().addReference('s3://b/x', { digest: '' })).toThrow(/reference\.digest/)
    expect(() => artifact().addReference('s3://b/..%2f..%2fx')).toThrow(/"\.\."/)
  })

  test.each([
    'https://user:hunter2@host/x',
    'https://host/x?X-Amz-Signature=hunter2',
    'https://host/x?a=b&token=hunter2',
  ])('refuses the secret in %s without repeating it', uri => {
    let message = ''
    try {
      artifact().addReference(uri)
    } catch (error) {
      message = String(error)
    }
    expect(message).toMatch(/would be stored/)
    expect(message).not.toContain('hunter2')
  })
})

describe('objects and bytes', () => {
  const text = (made: Artifact) => {
    const [source] = made.sources
    return source?.kind === 'bytes' ? new TextDecoder().decode(source.bytes) : undefined
  }

  test('writes JSON, also as YAML, at the time it is added', () => {
    const value = { lr: 0.1, at: new Date(0), layers: new Uint16Array([8, 4]) }
    const json = artifact().addObject(value, 'config.json')
    const yaml = artifact().addObject(value, 'config.yaml', 'yaml')
    value.lr = 9
    expect(JSON.parse(text(json)!)).toEqual({ lr: 0.1, at: '1970-01-01T00:00:00.000Z', layers: [8, 4] })
    expect(text(yaml)).toBe(text(json))
  })

  test('refuses what JSON would change in silence, by its path', () => {
    expect(() => artifact().addObject({ a: [1, NaN] }, 'x')).toThrow(/object\.a\[1\]: got the number NaN/)
    expect(() => artifact().addObject({ a: 1n }, 'x')).toThrow(/object\.a: got the bigint 1n/)
    expect(() => artifact().addObject({ a: new Uint8Array(2) }, 'x')).toThrow(/object\.a: .*addBytes/)
    expect(() => artifact().addObject({ a: new Date(NaN) }, 'x')).toThrow(/object\.a: .*invalid/)
    expect(() => artifact().addObject(undefined, 'x')).toThrow(/object: got undefined/)
  })

  test('writes text and copies bytes', () => {
    const bytes = new Uint8Array([104, 105])
    const made = artifact().addBytes(bytes, 'b')
    bytes[0] = 0
    expect(text(made)).toBe('hi')
    expect(text(artifact().addBytes(new Uint16Array([0x6968]), 'b'))).toBe('hi')
    expect(text(artifact().addObject('hä', 'x', 'text'))).toBe('hä')
    expect(() => artifact().addObject(1, 'x', 'text')).toThrow(/takes a string/)
    expect(() => artifact().addObject('x', 'x', 'bytes')).toThrow(/typed array/)
    expect(() => artifact().addObject('x', 'x', 'toml' as 'json')).toThrow(/format: got the string "toml"/)
  })
})
