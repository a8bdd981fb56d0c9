import { basename, join } from 'node:path'
import type { FileSystem } from '../contracts/ports.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { isInside } from './is-inside.ts'

/** Where the library keeps runs, blobs and downloads: never part of what a user adds. */
const OWN_FOLDER = '.seetrain'

export interface FoundFile {
  /** Where it is on disk. */
  file: string
  /** Its path below the folder, with forward slashes. */
  path: string
}

/**
 * All files below a folder, in the order of their names. Symbolic links are followed while they stay inside; one that
 * leaves, leads nowhere or leads back into itself is refused, and so is what is neither file nor folder.
 */
export function walkFolder(fileSystem: FileSystem, folder: string): FoundFile[] {
  const root = fileSystem.realPath(folder)
  const found: FoundFile[] = []
  const visit = (at: string, prefix: string, above: string[]): void => {
    for (const name of fileSystem.list(at)) {
      const file = join(at, name)
      const real = realPathInside(fileSystem, root, file)
      if (basename(real) === OWN_FOLDER) continue
      const path = prefix === '' ? name : `${prefix}/${name}`
      const stat = fileSystem.stat(real)
      if (stat?.isFile) found.push({ file, path })
      else if (!stat?.isFolder)
        throw new InvalidArgumentError('directory', file, 'It is neither a file nor a folder. Remove it.')
      else if (above.includes(real))
        throw new InvalidArgumentError('directory', file, 'It is a link to a folder that it lies in. Remove it.')
      else visit(file, path, [...above, real])
    }
  }
  visit(folder, '', [root])
  return found
}

/** Follows links and refuses a path that ends outside of `root` (which is a real path itself). */
export function realPathInside(fileSystem: FileSystem, root: string, path: string): string {
  let real: string
  try {
    real = fileSystem.realPath(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' && (error as NodeJS.ErrnoException).code !== 'ELOOP')
      throw error
    throw new InvalidArgumentError(
      'directory',
      path,
      'It is gone, or a link that leads nowhere. Remove it, or add the directory again.',
    )
  }
  if (isInside(root, real)) return real
  throw new InvalidArgumentError(
    'directory',
    path,
    `It is a link that leaves ${root}. Add its target with addFile instead.`,
  )
}
