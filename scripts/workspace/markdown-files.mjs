import { globSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root.mjs'

/** The pages that people read: those in the root, in docs/ and beside the packages. */
export function markdownFiles() {
  const inRoot = readdirSync(root).filter(name => name.endsWith('.md'))
  const below = globSync(['docs/**/*.md', 'packages/*/*.md', 'examples/*.md', 'bench/*.md'], { cwd: root })
  return [...inRoot, ...below].map(path => join(root, path)).toSorted()
}
