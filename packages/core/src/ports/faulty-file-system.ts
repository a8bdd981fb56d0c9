import type { FileSystem } from '../contracts/ports.ts'
import { nodeFileSystem } from './node-file-system.ts'

type Operation = keyof FileSystem

/** A file system that fails on request: for tests of what must survive a full or broken disk. */
export class FaultyFileSystem implements FileSystem {
  readonly #real: FileSystem
  /** Called before each operation; a code that it returns becomes the error. */
  fault: (operation: Operation, path: string | undefined) => 'ENOSPC' | 'EIO' | 'EACCES' | 'EROFS' | undefined = () =>
    undefined
  /** Most bytes that one write takes. */
  largestWrite = Infinity
  /** Bytes that still fit on the disk. */
  freeBytes = Infinity

  constructor(real: FileSystem = nodeFileSystem) {
    this.#real = real
  }

  open(path: string, flags: string): number {
    return this.#try('open', path, () => this.#real.open(path, flags))
  }
  close(descriptor: number): void {
    this.#try('close', undefined, () => this.#real.close(descriptor))
  }
  read(descriptor: number, into: Uint8Array, offset: number, length: number, position: number): number {
    return this.#try('read', undefined, () => this.#real.read(descriptor, into, offset, length, position))
  }
  write(descriptor: number, from: Uint8Array, offset: number, length: number, position: number): number {
    return this.#try('write', undefined, () => {
      const grows = Math.max(0, position + length - this.#real.size(descriptor))
      const fits = Math.min(length, this.largestWrite, length - grows + this.freeBytes)
      if (fits <= 0) throw failure('ENOSPC', 'write')
      const before = this.#real.size(descriptor)
      const count = this.#real.write(descriptor, from, offset, fits, position)
      this.freeBytes -= Math.max(0, this.#real.size(descriptor) - before)
      return count
    })
  }
  truncate(descriptor: number, length: number): void {
    this.#try('truncate', undefined, () => this.#real.truncate(descriptor, length))
  }
  datasync(descriptor: number): Promise<void> {
    return this.#try('datasync', undefined, () => this.#real.datasync(descriptor))
  }
  size(descriptor: number): number {
    return this.#try('size', undefined, () => this.#real.size(descriptor))
  }
  readFile(path: string): Uint8Array {
    return this.#try('readFile', path, () => this.#real.readFile(path))
  }
  writeFileAtomic(path: string, bytes: Uint8Array | string): void {
    this.#try('writeFileAtomic', path, () => this.#real.writeFileAtomic(path, bytes))
  }
  link(existing: string, name: string): void {
    this.#try('link', name, () => this.#real.link(existing, name))
  }
  rename(from: string, to: string): void {
    this.#try('rename', to, () => this.#real.rename(from, to))
  }
  touch(path: string): void {
    this.#try('touch', path, () => this.#real.touch(path))
  }
  remove(path: string): void {
    this.#try('remove', path, () => this.#real.remove(path))
  }
  makeFolder(path: string): void {
    this.#try('makeFolder', path, () => this.#real.makeFolder(path))
  }
  list(path: string): string[] {
    return this.#try('list', path, () => this.#real.list(path))
  }
  stat(path: string): ReturnType<FileSystem['stat']> {
    return this.#try('stat', path, () => this.#real.stat(path))
  }
  realPath(path: string): string {
    return this.#try('realPath', path, () => this.#real.realPath(path))
  }

  #try<T>(operation: Operation, path: string | undefined, work: () => T): T {
    const code = this.fault(operation, path)
    if (code !== undefined) throw failure(code, operation)
    return work()
  }
}

function failure(code: string, operation: string): Error {
  return Object.assign(new Error(`${code}: injected, ${operation}`), { code })
}
