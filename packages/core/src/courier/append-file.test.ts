import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FileSystem } from '../contracts/ports.ts'
import { nodeFileSystem } from '../ports/node-file-system.ts'
import { AppendFile } from './append-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seetrain-append-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const path = (): string => join(folder, 'deep/file')
const content = (): string => readFileSync(path(), 'utf8')

describe('AppendFile', () => {
  it('makes its folder and grows by what is appended', () => {
    const file = new AppendFile(path(), 0, nodeFileSystem)
    file.append('one ')
    file.append('zwö')
    expect([content(), file.position]).toEqual(['one zwö', 8])
    file.close()
  })

  it('cuts off what lies behind the remembered position', () => {
    new AppendFile(path(), 0, nodeFileSystem).append('kept, and not remembered at all')
    const file = new AppendFile(path(), 6, nodeFileSystem)
    file.append('new')
    expect(content()).toBe('kept, new')
    file.close()
  })

  it('tells when the file is shorter than remembered', () => {
    new AppendFile(path(), 0, nodeFileSystem).append('abc')
    const file = new AppendFile(path(), 10, nodeFileSystem)
    expect(file.position).toBe(3)
    file.append('d')
    expect(content()).toBe('abcd')
    file.close()
  })

  it('leaves nothing of a write that failed in the middle', () => {
    let room = Infinity
    const disk: FileSystem = {
      ...nodeFileSystem,
      write(descriptor, from, offset, length, position) {
        if (room <= 0) throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
        const written = nodeFileSystem.write(descriptor, from, offset, Math.min(length, room, 3), position)
        room -= written
        return written
      },
    }
    const file = new AppendFile(path(), 0, disk)
    file.append('first ')
    room = 5
    expect(() => file.append('a long line that does not fit')).toThrow('no space')
    expect(content()).toBe('first a lon')
    room = Infinity
    file.append('ok')
    expect(content()).toBe('first ok')
    file.close()
  })

  it('does not touch a file before the first write', () => {
    rmSync(folder, { recursive: true })
    new AppendFile(path(), 0, nodeFileSystem).close()
    writeFileSync(path(), 'as it was')
    new AppendFile(path(), 2, nodeFileSystem).close()
    expect(content()).toBe('as it was')
  })
})
