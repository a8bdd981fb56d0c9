import { sep } from 'node:path'

/** Whether a path lies in a folder, or is it. Both are absolute with links followed. */
export function isInside(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}
