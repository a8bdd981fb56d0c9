import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BlobStore } from '../../packages/core/src/contracts/blob-store.ts'

export interface BlobStoreUnderTest {
  store: BlobStore
  close(): void
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const ABSENT = 'a'.repeat(64)

/** What every blob store must do. Call it in a test file with a way to make a fresh, empty store. */
export function testBlobStore(name: string, make: () => BlobStoreUnderTest): void {
  describe(`${name} keeps the contract of BlobStore`, () => {
    let subject: BlobStoreUnderTest
    let folder: string

    beforeEach(() => {
      subject = make()
      folder = mkdtempSync(join(tmpdir(), 'seetrain-test-'))
    })

    afterEach(() => {
      subject.close()
      rmSync(folder, { recursive: true })
    })

    test('names bytes by their sha256 and gives them back', () => {
      const bytes = new TextEncoder().encode('hello')
      const ref = subject.store.put(bytes, 'text/plain')
      expect(ref).toEqual({ sha256: sha256(bytes), size: 5, mime: 'text/plain' })
      expect(new TextDecoder().decode(subject.store.get(ref.sha256))).toBe('hello')
      expect(subject.store.has(ref.sha256)).toBe(true)
    })

    test('keeps no bytes as a blob of size 0', () => {
      const ref = subject.store.put(new Uint8Array(0), 'application/octet-stream')
      expect(ref.size).toBe(0)
      expect(subject.store.get(ref.sha256)).toHaveLength(0)
    })

    test('gives the same name for the same bytes, with the mime of each call', () => {
      const first = subject.store.put(Uint8Array.of(1, 2, 3), 'a/b')
      const second = subject.store.put(Uint8Array.of(1, 2, 3), 'c/d')
      expect(second).toEqual({ ...first, mime: 'c/d' })
    })

    test('keeps its own copy of what it was given', () => {
      const bytes = Uint8Array.of(1, 2, 3)
      const { sha256 } = subject.store.put(bytes, 'a/b')
      bytes.fill(9)
      expect([...subject.store.get(sha256)]).toEqual([1, 2, 3])
    })

    test('takes a part of a larger buffer', () => {
      const bytes = Uint8Array.of(0, 1, 2, 3, 0).subarray(1, 4)
      const ref = subject.store.put(bytes, 'a/b')
      expect(ref).toMatchObject({ size: 3, sha256: sha256(bytes) })
    })

    test('stores a file of several pieces as the same blob as its bytes', () => {
      const bytes = Uint8Array.from({ length: 2_500_000 }, (_, i) => (i * 31) >> 3)
      const path = join(folder, 'large')
      writeFileSync(path, bytes)
      const ref = subject.store.putFile(path, 'a/b')
      expect(ref).toEqual({ sha256: sha256(bytes), size: bytes.length, mime: 'a/b' })
      expect(Buffer.compare(subject.store.get(ref.sha256), bytes)).toBe(0)
      expect(subject.store.put(bytes, 'a/b')).toEqual(ref)
    })

    test('leaves the source file in its place', () => {
      const path = join(folder, 'source')
      writeFileSync(path, 'kept')
      subject.store.putFile(path, 'a/b')
      expect(readFileSync(path, 'utf8')).toBe('kept')
    })

    test('gives a file that holds the bytes', () => {
      const { sha256 } = subject.store.put(Uint8Array.of(7, 8), 'a/b')
      expect([...readFileSync(subject.store.path(sha256))]).toEqual([7, 8])
    })

    test('says which file is missing, and that a folder is none', () => {
      const missing = join(folder, 'missing')
      expect(() => subject.store.putFile(missing, 'a/b')).toThrow(/missing.*no such file/)
      expect(() => subject.store.putFile(folder, 'a/b')).toThrow(/not a regular file/)
    })

    test('says so when it lacks a blob', () => {
      expect(subject.store.has(ABSENT)).toBe(false)
      expect(() => subject.store.get(ABSENT)).toThrow(expect.objectContaining({ code: 'BLOB_MISSING' }))
    })

    test.each(['../../../etc/passwd', '', 'A'.repeat(64), 'a'.repeat(63)])('refuses %j as a name (trap 28)', name => {
      expect(subject.store.has(name)).toBe(false)
      expect(() => subject.store.get(name)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
      expect(() => subject.store.path(name)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
    })
  })
}
