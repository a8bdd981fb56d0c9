import * as fs from 'node:fs'
import { dirname } from 'node:path'
import { threadId } from 'node:worker_threads'
import type { FileSystem } from '../contracts/ports.ts'

let temporaryNames = 0
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']

export const nodeFileSystem: FileSystem = {
  open: (path, flags) => fs.openSync(path, flags),
  close: descriptor => fs.closeSync(descriptor),
  read: (descriptor, into, offset, length, position) => fs.readSync(descriptor, into, offset, length, position),
  write: (descriptor, from, offset, length, position) => fs.writeSync(descriptor, from, offset, length, position),
  truncate: (descriptor, length) => fs.ftruncateSync(descriptor, length),
  datasync: descriptor =>
    new Promise((resolve, reject) => fs.fdatasync(descriptor, error => (error ? reject(error) : resolve()))),
  size: descriptor => fs.fstatSync(descriptor).size,
  readFile: path => fs.readFileSync(path),
  writeFileAtomic(path, bytes) {
    fs.mkdirSync(dirname(path), { recursive: true })
    const temporary = `${path}.${process.pid}-${threadId}-${temporaryNames++}.tmp`
    try {
      fs.writeFileSync(temporary, bytes)
      fs.renameSync(temporary, path)
    } catch (error) {
      fs.rmSync(temporary, { force: true })
      throw error
    }
  },
  link: (existing, name) => {
    try {
      fs.linkSync(existing, name)
    } catch (error) {
      // exFAT and some network drives have no hard links: there the copy is exclusive, if not in one step
      if (!NO_LINKS.some(code => hasCode(error, code))) throw error
      fs.copyFileSync(existing, name, fs.constants.COPYFILE_EXCL)
    }
  },
  rename: (from, to) => fs.renameSync(from, to),
  touch: path => {
    const now = new Date()
    fs.utimesSync(path, now, now)
  },
  remove: path => fs.rmSync(path, { force: true, recursive: true }),
  makeFolder: path => void fs.mkdirSync(path, { recursive: true }),
  list: path => {
    try {
      return fs.readdirSync(path).sort()
    } catch (error) {
      if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return []
      throw error
    }
  },
  stat: path => {
    const stat = fs.statSync(path, { throwIfNoEntry: false })
    return stat && { size: stat.size, modifiedAt: stat.mtimeMs, isFile: stat.isFile(), isFolder: stat.isDirectory() }
  },
  realPath: path => fs.realpathSync(path),
}

// not by instanceof: in a vm context, as test runners make them, file errors are of another realm
function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code
}
