import type { FileState } from '../state/mlflow-state.ts'

export interface ListedFile {
  name: string
  file: FileState | undefined
}

interface Folder {
  files: Map<string, FileState>
  folders: Map<string, Folder>
}

/** The files of all artifacts by folder, so that a listing costs what it shows. */
export class FileTree {
  readonly #root: Folder = newFolder()

  set(path: string, file: FileState): void {
    const { parents, name } = split(path)
    let folder = this.#root
    for (const part of parents) {
      let next = folder.folders.get(part)
      if (next === undefined) folder.folders.set(part, (next = newFolder()))
      folder = next
    }
    folder.files.set(name, file)
  }

  remove(path: string): void {
    this.#remove(this.#root, path.split('/'))
  }

  get(path: string): FileState | undefined {
    const { parents, name } = split(path)
    return this.#folder(parents)?.files.get(name)
  }

  /** What lies in a folder, by name. */
  list(path: string): ListedFile[] {
    const folder = this.#folder(path === '' ? [] : path.split('/'))
    if (folder === undefined) return []
    const listed: ListedFile[] = [...folder.files].map(([name, file]) => ({ name, file }))
    for (const name of folder.folders.keys()) if (!folder.files.has(name)) listed.push({ name, file: undefined })
    return listed.sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  /** The paths of all files at or below a path. */
  below(path: string): string[] {
    const found = this.get(path) === undefined ? [] : [path]
    const walk = (folder: Folder, prefix: string): void => {
      for (const name of folder.files.keys()) found.push(prefix + name)
      for (const [name, next] of folder.folders) walk(next, `${prefix}${name}/`)
    }
    const folder = this.#folder(path === '' ? [] : path.split('/'))
    if (folder !== undefined) walk(folder, path === '' ? '' : `${path}/`)
    return found
  }

  #folder(parts: readonly string[]): Folder | undefined {
    let folder: Folder | undefined = this.#root
    for (const part of parts) folder = folder?.folders.get(part)
    return folder
  }

  // folders that are left empty go too
  #remove(folder: Folder, [name, ...rest]: readonly string[]): void {
    if (name === undefined) return
    if (rest.length === 0) {
      folder.files.delete(name)
      return
    }
    const next = folder.folders.get(name)
    if (next === undefined) return
    this.#remove(next, rest)
    if (next.files.size + next.folders.size === 0) folder.folders.delete(name)
  }
}

function newFolder(): Folder {
  return { files: new Map(), folders: new Map() }
}

function split(path: string): { parents: string[]; name: string } {
  const parts = path.split('/')
  return { parents: parts.slice(0, -1), name: parts.at(-1)! }
}
