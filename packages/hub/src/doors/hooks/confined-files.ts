import { relative, resolve, sep } from 'node:path'
import { InvalidArgumentError, type FileSystem } from '@seetrain/core'

/** What a run reads in the folder `.seetrain`: its own, and what it may be told of others. */
const OWN = ['runs', 'blobs', 'artifacts', 'hooks']

/**
 * A file system that reads only what runs consist of: a client on another machine may name any path, and must not be
 * shown the files of this one.
 */
export function confinedFiles(base: FileSystem, home: string): FileSystem {
  const check = (path: string): string => {
    const [first = '', ...rest] = relative(home, resolve(path)).split(sep)
    // whether the owner of a lock lives is read there
    if ((OWN.includes(first) && rest.length > 0) || /^\/proc\/\d+\/stat$/.test(path)) return path
    throw new InvalidArgumentError('path', path, 'The file was not sent along. Send its bytes, and name it in files.')
  }
  return {
    ...base,
    open: (path, flags) => base.open(check(path), flags),
    readFile: path => base.readFile(check(path)),
  }
}
