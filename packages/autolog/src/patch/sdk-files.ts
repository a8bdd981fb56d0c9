import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** Where a package is looked for: from the program's folder and from here. */
const places = () => [join(process.cwd(), 'seetrain.js'), import.meta.url].map(place => createRequire(place))

/** The files that `require` gives for a name: one for each copy that is found. Some packages do not even say their version. */
export function requiredFiles(name: string): string[] {
  const files = places().flatMap(require => {
    try {
      return [require.resolve(name)]
    } catch {
      return []
    }
  })
  return [...new Set(files)]
}

/** The file that `import` gives, of the copy whose main file for `require` is this one; undefined when it says none. */
export function importedFile(name: string, required: string): string | undefined {
  for (let folder = dirname(required); dirname(folder) !== folder; folder = dirname(folder)) {
    const path = join(folder, 'package.json')
    if (!existsSync(path)) continue
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as { exports?: unknown; name?: string }
    if (manifest.name !== name && !folder.endsWith(join('node_modules', name))) continue
    const target = importOf((manifest.exports as { '.'?: unknown } | undefined)?.['.'] ?? manifest.exports)
    // some have a second package.json further down, which exports nothing
    if (target !== undefined) return join(folder, target)
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
