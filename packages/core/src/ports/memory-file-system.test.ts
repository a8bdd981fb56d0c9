import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import type { FileSystem } from '../contracts/ports.ts'
import { MemoryFileSystem } from './memory-file-system.ts'
import { nodeFileSystem } from './node-file-system.ts'

const folder = mkdtempSync(join(tmpdir(), 'seetrain-memory-'))
afterAll(() => rmSync(folder, { recursive: true }))

type Step = (files: FileSystem, dir: string) => unknown

const name = fc.constantFrom('a', 'b', 'c/d', 'c/e')
const text = fc.string({ unit: 'binary-ascii', maxLength: 9000 })
const step: fc.Arbitrary<Step> = fc.oneof(
  fc
    .tuple(name, text, fc.nat(6000), fc.constantFrom('r+', 'wx', 'w+'))
    .map(([file, words, position, flags]): Step => (files, dir) => {
      const descriptor = files.open(join(dir, file), flags)
      const bytes = Buffer.from(words)
      const count = files.write(descriptor, bytes, 0, bytes.length, position)
      const size = files.size(descriptor)
      files.close(descriptor)
      return [count, size]
    }),
  fc.tuple(name, fc.nat(5000)).map(([file, length]): Step => (files, dir) => {
    const descriptor = files.open(join(dir, file), 'r+')
    files.truncate(descriptor, length)
    const into = new Uint8Array(100)
    const read = files.read(descriptor, into, 3, 50, Math.max(0, length - 20))
    files.close(descriptor)
    return [read, [...into]]
  }),
  fc.tuple(name, text).map(
    ([file, words]): Step =>
      (files, dir) =>
        files.writeFileAtomic(join(dir, file), words),
  ),
  name.map(
    (file): Step =>
      (files, dir) =>
        Buffer.from(files.readFile(join(dir, file))).toString('latin1'),
  ),
  fc.tuple(name, name).map(
    ([from, to]): Step =>
      (files, dir) =>
        files.link(join(dir, from), join(dir, to)),
  ),
  name.map(
    (file): Step =>
      (files, dir) =>
        files.touch(join(dir, file)),
  ),
  name.map(
    (file): Step =>
      (files, dir) =>
        files.stat(join(dir, file))?.size,
  ),
  fc.constant<Step>((files, dir) => files.list(join(dir, 'c'))),
  fc.constantFrom('a', 'c').map(
    (file): Step =>
      (files, dir) =>
        files.remove(join(dir, file)),
  ),
)

/** What a step gives, or the code of its error. */
function outcome(files: FileSystem, dir: string, work: Step): unknown {
  try {
    return work(files, dir)
  } catch (error) {
    return (error as { code?: unknown }).code
  }
}

test('it does what the real one does, and leaves nothing on the disk', () => {
  let runs = 0
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), steps => {
      const [real, memory] = [join(folder, `real-${runs}`), join(folder, `memory-${runs++}`)]
      const files = new MemoryFileSystem()
      nodeFileSystem.makeFolder(join(real, 'c'))
      for (const work of steps) {
        // a folder that was removed is made again by the next write here, which is no difference that matters
        nodeFileSystem.makeFolder(join(real, 'c'))
        expect(outcome(files, memory, work)).toEqual(outcome(nodeFileSystem, real, work))
      }
    }),
    { numRuns: 200 },
  )
  expect(readdirSync(folder).filter(file => file.startsWith('memory'))).toEqual([])
})

test('what lies on the disk is read, and never written', () => {
  const files = new MemoryFileSystem()
  const path = join(folder, 'there.txt')
  writeFileSync(path, 'there')
  expect(Buffer.from(files.readFile(path)).toString()).toBe('there')
  const descriptor = files.open(path, 'r')
  expect(files.size(descriptor)).toBe(5)
  expect(() => files.write(descriptor, new Uint8Array(1), 0, 1, 0)).toThrow('EBADF')
  files.close(descriptor)
  expect(files.bytes).toBe(0)
})
