import type { ArtifactRow } from '../api/wire.ts'

/** Versions, newest first, with the aliases that they still have: an alias belongs to the version that got it last. */
export function presentAliases(rows: readonly ArtifactRow[]): ArtifactRow[] {
  const taken = new Set<string>()
  return rows.map(row => {
    const aliases = row.aliases.filter(alias => !taken.has(`${row.project}/${row.name}:${alias}`))
    for (const alias of aliases) taken.add(`${row.project}/${row.name}:${alias}`)
    return { ...row, aliases }
  })
}
