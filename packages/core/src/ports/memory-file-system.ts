import { dirname } from 'node:path'
import type { FileStat, FileSystem } from '../contracts/ports.ts'
import { nodeFileSystem } from './node-file-system.ts'

interface MemoryFile {
  /** May be longer than the file, so that appending does not copy it each time. */
  bytes: Uint8Array
  size: number
  modifiedAt: number
}

const SMALLEST = 4096

/**
 * Keeps what is written in memory: for platforms without a file system that may be written, where a run lives as long as a
 * request and goes to a hub. What was not written here is read from the real one.
 */
export class MemoryFileSystem implements FileSystem {
  readonly #real: FileSystem
  readonly #files = new Map<string, MemoryFile>()
  readonly #open = new Map<number, MemoryFile>()
  /** Below zero, where the real ones never are. */
  #lastDescriptor = 0

  constructor(real: FileSystem = nodeFileSystem) {
    this.#real = real
  }

  /** Bytes that all files hold. */
  get bytes(): number {
    let sum = 0
    for (const { size } of this.#files.values()) sum += size
    return sum
  }

  open(path: string, flags: string): number {
    const known = this.#files.get(path)
    if (known && flags.includes('x')) throw failure('EEXIST', 'open', path)
    if (!known && flags.startsWith('r')) return this.#real.open(path, flags)
    const file = known ?? this.#create(path)
    if (flags.startsWith('w')) Object.assign(file, { bytes: new Uint8Array(0), size: 0 })
    this.#open.set(--this.#lastDescriptor, file)
    return this.#lastDescriptor
  }

  close(descriptor: number): void {
    if (descriptor >= 0) this.#real.close(descriptor)
    this.#open.delete(descriptor)
  }

  read(descriptor: number, into: Uint8Array, offset: number, length: number, position: number): number {
    if (descriptor >= 0) return this.#real.read(descriptor, into, offset, length, position)
    const { bytes, size } = this.#at(descriptor)
    const piece = bytes.subarray(position, Math.min(position + length, size))
    into.set(piece, offset)
    return piece.length
  }

  write(descriptor: number, from: Uint8Array, offset: number, length: number, position: number): number {
    const file = this.#at(descriptor)
    if (length === 0) return 0
    const end = position + length
    if (end > file.bytes.length) file.bytes = longer(file.bytes, Math.max(SMALLEST, end, file.bytes.length * 2))
    file.bytes.set(from.subarray(offset, offset + length), position)
    file.size = Math.max(file.size, end)
    file.modifiedAt = Date.now()
    return length
  }

  truncate(descriptor: number, length: number): void {
    const file = this.#at(descriptor)
    file.bytes = longer(file.bytes.subarray(0, length), length)
    file.size = length
  }

  async datasync(): Promise<void> {}

  size(descriptor: number): number {
    return descriptor >= 0 ? this.#real.size(descriptor) : this.#at(descriptor).size
  }

  readFile(path: string): Uint8Array {
    const file = this.#files.get(path)
    return file ? file.bytes.slice(0, file.size) : this.#real.readFile(path)
  }

  writeFileAtomic(path: string, bytes: Uint8Array | string): void {
    const copy = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes.slice()
    this.#files.set(path, { bytes: copy, size: copy.length, modifiedAt: Date.now() })
  }

  link(existing: string, name: string): void {
    const file = this.#named(existing, 'link')
    if (this.stat(name)) throw failure('EEXIST', 'link', name)
    this.#files.set(name, file)
  }

  rename(from: string, to: string): void {
    this.#files.set(to, this.#named(from, 'rename'))
    this.#files.delete(from)
  }

  touch(path: string): void {
    this.#named(path, 'utime').modifiedAt = Date.now()
  }

  remove(path: string): void {
    for (const name of this.#files.keys()) if (name === path || name.startsWith(`${path}/`)) this.#files.delete(name)
  }

  /** A folder is where a file is. */
  makeFolder(): void {}

  list(path: string): string[] {
    const names = [...this.#files.keys()]
      .filter(name => name.startsWith(`${path}/`))
      .map(name => name.slice(path.length + 1).split('/')[0]!)
    return [...new Set([...this.#real.list(path), ...names])].sort()
  }

  stat(path: string): FileStat | undefined {
    const file = this.#files.get(path)
    if (file) return { size: file.size, modifiedAt: file.modifiedAt, isFile: true, isFolder: false }
    const isFolder = Array.from(this.#files.keys()).some(name => name.startsWith(`${path}/`))
    return isFolder ? { size: 0, modifiedAt: 0, isFile: false, isFolder } : this.#real.stat(path)
  }

  realPath(path: string): string {
    if (this.#files.has(path)) return path
    try {
      return this.#real.realPath(path)
    } catch (error) {
      if (this.stat(path) === undefined) throw error
      return path
    }
  }

  #create(path: string): MemoryFile {
    if (this.#files.has(dirname(path))) throw failure('ENOTDIR', 'open', path)
    const file = { bytes: new Uint8Array(0), size: 0, modifiedAt: Date.now() }
    this.#files.set(path, file)
    return file
  }

  #at(descriptor: number): MemoryFile {
    const file = this.#open.get(descriptor)
    if (file) return file
    // what is real is only read
    throw failure('EBADF', 'write', String(descriptor))
  }

  #named(path: string, operation: string): MemoryFile {
    const file = this.#files.get(path)
    if (file) return file
    throw failure('ENOENT', operation, path)
  }
}

function longer(bytes: Uint8Array, length: number): Uint8Array {
  const grown = new Uint8Array(length)
  grown.set(bytes)
  return grown
}

function failure(code: string, operation: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${operation} '${path}' in memory`), { code })
}
