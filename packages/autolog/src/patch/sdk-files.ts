import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** Where a package is looked for: from the program's folder and from here. */
const places = () => [join(process.cwd(), 'seetrain.js'), import.meta.url]

/** What was found, by folder and name: Node looks anew each time, through all hooks. What is missing may still come. */
const found = new Map<string, readonly string[]>()

/** The files that `require` gives for a name: one for each copy that is found. Some packages do not even say their version. */
export function requiredFiles(name: string): readonly string[] {
  const key = `${process.cwd()}\0${name}`
  const files = found.get(key) ?? [...new Set(places().flatMap(place => resolved(place, name)))]
  if (files.length > 0) found.set(key, files)
  return files
}

function resolved(place: string, name: string): string[] {
  try {
    return [createRequire(place).resolve(name)]
  } catch {
    return []
  }
}

export interface SdkPackageFolder {
  folder: string
  /** The file that `import` gives; undefined when the package says none. */
  imported: string | undefined
}

/** The package whose main file for `require` is this one. */
export function packageOf(name: string, required: string): SdkPackageFolder | undefined {
  for (let folder = dirname(required); dirname(folder) !== folder; folder = dirname(folder)) {
    const path = join(folder, 'package.json')
    if (!existsSync(path)) continue
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as { exports?: unknown; name?: string }
    const isWhole = folder.endsWith(join('node_modules', name))
    if (manifest.name !== name && !isWhole) continue
    const target = importOf((manifest.exports as { '.'?: unknown } | undefined)?.['.'] ?? manifest.exports)
    // some have a second package.json further down, which exports nothing
    if (target !== undefined || isWhole) return { folder, imported: target && join(folder, target) }
  }
  return undefined
}

/** What an entry of `exports` gives to `import`. Conditions may be nested: `node: { import: { types, default } }`. */
function importOf(entry: unknown): string | undefined {
  if (typeof entry === 'string') return entry
  const conditions = Object(entry) as { [condition: string]: unknown }
  for (const condition of ['node', 'import', 'default']) {
    const target = conditions[condition] === undefined ? undefined : importOf(conditions[condition])
    if (target !== undefined) return target
  }
  return undefined
}
