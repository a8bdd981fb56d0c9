import * as fs from 'node:fs'
import { percent, type MonitorSource, type SampleValues } from './source.ts'

/** Blocks of a file system, as `node:fs` gives them. */
export interface FileSystemBlocks {
  bsize: number
  blocks: number
  bfree: number
  bavail: number
}

export type ReadFileSystem = (path: string) => Promise<FileSystemBlocks>

/** How full the disk of one folder is. */
export class DiskUsageSource implements MonitorSource {
  readonly name = 'disk usage'
  readonly #folder: string
  readonly #readFileSystem: ReadFileSystem

  constructor(folder: string, readFileSystem: ReadFileSystem = path => fs.promises.statfs(path)) {
    this.#folder = folder
    this.#readFileSystem = readFileSystem
  }

  async read(): Promise<SampleValues> {
    const { bsize, blocks, bfree, bavail } = await this.#readFileSystem(this.#folder)
    const used = (blocks - bfree) * bsize
    const free = bavail * bsize
    // as df counts: what is reserved for the system is neither
    return { 'disk.used_bytes': used, 'disk.free_bytes': free, 'disk.percent': percent(used, used + free) }
  }
}
