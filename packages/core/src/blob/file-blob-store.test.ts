import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testBlobStore } from '../../../../test/contracts/blob-store.ts'
import type { FileSystem } from '../contracts/ports.ts'
import { nodeFileSystem } from '../ports/node-file-system.ts'
import { FileBlobStore } from './file-blob-store.ts'

const HELLO = new TextEncoder().encode('hello')

testBlobStore('FileBlobStore', () => {
  const home = fs.mkdtempSync(join(tmpdir(), 'seetrain-test-'))
  return { store: new FileBlobStore(home, nodeFileSystem), close: () => fs.rmSync(home, { recursive: true }) }
})

describe('FileBlobStore on disk', () => {
  let home: string
  let store: FileBlobStore

  beforeEach(() => {
    home = fs.mkdtempSync(join(tmpdir(), 'seetrain-test-'))
    store = new FileBlobStore(home, nodeFileSystem)
  })

  afterEach(() => fs.rmSync(home, { recursive: true }))

  const incoming = (): string[] => fs.readdirSync(join(home, 'blobs', 'incoming'))

  test('a blob lies at blobs/<aa>/<sha256> and nothing is left in incoming', () => {
    const { sha256 } = store.put(HELLO, 'text/plain')
    expect(store.path(sha256)).toBe(join(home, 'blobs', sha256.slice(0, 2), sha256))
    expect(fs.readFileSync(store.path(sha256), 'utf8')).toBe('hello')
    expect(incoming()).toEqual([])
  })

  test('creating a store writes nothing', () => {
    expect(fs.readdirSync(home)).toEqual([])
  })

  test('storing again leaves the first file where it is', () => {
    const { sha256 } = store.put(HELLO, 'text/plain')
    const before = fs.statSync(store.path(sha256))
    fs.writeFileSync(join(home, 'copy'), HELLO)
    store.put(HELLO, 'text/plain')
    store.putFile(join(home, 'copy'), 'text/plain')
    expect(fs.statSync(store.path(sha256)).ino).toBe(before.ino)
    expect(incoming()).toEqual([])
  })

  test('bytes that were changed on disk are told, not returned', () => {
    const { sha256 } = store.put(HELLO, 'text/plain')
    fs.writeFileSync(store.path(sha256), 'hellO')
    expect(() => store.get(sha256)).toThrow(expect.objectContaining({ code: 'BLOB_DAMAGED' }))
  })

  test('a blob that was cut short is repaired by storing it again', () => {
    const { sha256 } = store.put(HELLO, 'text/plain')
    fs.truncateSync(store.path(sha256), 2)
    store.put(HELLO, 'text/plain')
    expect(new TextDecoder().decode(store.get(sha256))).toBe('hello')
  })

  test('names in incoming that another thread of this process took are passed over', () => {
    fs.mkdirSync(join(home, 'blobs', 'incoming'), { recursive: true })
    fs.writeFileSync(join(home, 'blobs', 'incoming', `${process.pid}-0`), 'of another thread')
    const { sha256 } = store.put(HELLO, 'text/plain')
    expect(store.has(sha256)).toBe(true)
    expect(fs.readFileSync(join(home, 'blobs', 'incoming', `${process.pid}-0`), 'utf8')).toBe('of another thread')
  })

  test('storing what is there makes it young again', () => {
    const path = store.path(store.put(HELLO, 'text/plain').sha256)
    const source = join(home, 'source')
    fs.writeFileSync(source, HELLO)
    for (const again of [() => store.put(HELLO, 'text/plain'), () => store.putFile(source, 'text/plain')]) {
      fs.utimesSync(path, 1, 1)
      again()
      expect(Date.now() - fs.statSync(path).mtimeMs).toBeLessThan(60_000)
    }
  })

  test('what is swept while it is stored again is stored again', () => {
    const { sha256 } = store.put(HELLO, 'text/plain')
    store = new FileBlobStore(home, {
      ...nodeFileSystem,
      touch(path) {
        fs.rmSync(path)
        nodeFileSystem.touch(path)
      },
    })
    expect(store.put(HELLO, 'text/plain').sha256).toBe(sha256)
    expect(new TextDecoder().decode(store.get(sha256))).toBe('hello')
  })

  test('a full disk stores nothing at all, and the next call works', () => {
    let full = true
    const files: FileSystem = {
      ...nodeFileSystem,
      write(...call) {
        if (full) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })
        return nodeFileSystem.write(...call)
      },
    }
    store = new FileBlobStore(home, files)
    expect(() => store.put(HELLO, 'text/plain')).toThrow('ENOSPC')
    expect(incoming()).toEqual([])
    full = false
    expect(store.has(store.put(HELLO, 'text/plain').sha256)).toBe(true)
  })

  test('a failing rename leaves neither a blob nor a temporary file', () => {
    store = new FileBlobStore(home, {
      ...nodeFileSystem,
      rename: () => {
        throw new Error('EIO')
      },
    })
    expect(() => store.put(HELLO, 'text/plain')).toThrow('EIO')
    expect(incoming()).toEqual([])
    expect(
      fs
        .readdirSync(join(home, 'blobs'))
        .filter(name => name !== 'incoming')
        .flatMap(name => fs.readdirSync(join(home, 'blobs', name))),
    ).toEqual([])
  })

  test('writes that take a part only are continued', () => {
    store = new FileBlobStore(home, {
      ...nodeFileSystem,
      write: (descriptor, from, offset, length, position) =>
        nodeFileSystem.write(descriptor, from, offset, Math.min(length, 2), position),
    })
    const { sha256 } = store.put(HELLO, 'text/plain')
    expect(new TextDecoder().decode(store.get(sha256))).toBe('hello')
  })

  test('a file is read in pieces and closed, also when it fails', () => {
    const open = new Set<number>()
    let largest = 0
    const path = join(home, 'large')
    fs.writeFileSync(path, Buffer.alloc(3_000_000, 1))
    store = new FileBlobStore(home, {
      ...nodeFileSystem,
      open: (...call) => open.add(nodeFileSystem.open(...call)) && Math.max(...open),
      close: descriptor => (open.delete(descriptor), nodeFileSystem.close(descriptor)),
      read(descriptor, into, offset, length, position) {
        largest = Math.max(largest, length)
        if (position > 1_500_000) throw new Error('EIO')
        return nodeFileSystem.read(descriptor, into, offset, length, position)
      },
    })
    expect(() => store.putFile(path, 'a/b')).toThrow('EIO')
    expect(largest).toBeLessThanOrEqual(1024 * 1024)
    expect(open.size).toBe(0)
    expect(incoming()).toEqual([])
  })
})
