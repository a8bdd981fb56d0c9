import { basename, dirname, relative, resolve, sep } from 'node:path'

/**
 * A name for each log folder, as the tags of one writer must not mix with those of another. The first folder that is
 * met, or the one that was set, is the root and has the empty name; one below it is called by its path from there; any
 * other by its last name, or by more of its path when another one is called so already.
 */
export class Namespaces {
  readonly #names = new Map<string, string>()
  #root: string | undefined

  constructor(root?: string) {
    if (root !== undefined) this.#root = resolve(root)
  }

  /** What the keys of a folder begin with: empty, or a name and a slash. */
  prefix(logDir: string): string {
    const folder = resolve(logDir)
    this.#root ??= folder
    let name = this.#names.get(folder)
    if (name === undefined) this.#names.set(folder, (name = this.#nameOf(folder, this.#root)))
    return name === '' ? '' : `${name}/`
  }

  #nameOf(folder: string, root: string): string {
    const below = relative(root, folder)
    if (!below.startsWith('..')) return below.split(sep).join('/')
    const taken = new Set(this.#names.values())
    let name = basename(folder)
    for (let parent = dirname(folder); taken.has(name) && dirname(parent) !== parent; parent = dirname(parent))
      name = `${basename(parent)}/${name}`
    return name
  }
}
