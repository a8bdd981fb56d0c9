import type { ArtifactRow } from '../api/wire.ts'

/** A version of an artifact, as it was logged last. */
export interface PresentVersion extends ArtifactRow {
  /** Every run that logged it, the latest first. */
  runs: string[]
}

/**
 * Versions, newest first, each once, with the aliases that it still has: an alias belongs to the version that got it
 * last. Of what was logged at the same moment the higher version came later.
 */
export function presentVersions(rows: readonly ArtifactRow[]): PresentVersion[] {
  const versions = new Map<string, PresentVersion>()
  const owners = new Map<string, string>()
  for (const row of [...rows].sort(laterFirst)) {
    const name = `${row.project}/${row.name}`
    const known = versions.get(`${name}:${row.version}`)
    const aliases = row.aliases.filter(alias => (owners.get(`${name}:${alias}`) ?? row.version) === row.version)
    for (const alias of aliases) owners.set(`${name}:${alias}`, row.version)
    if (!known) versions.set(`${name}:${row.version}`, { ...row, aliases, runs: [row.runId] })
    else {
      known.aliases = [...new Set([...known.aliases, ...aliases])]
      known.runs = [...new Set([...known.runs, row.runId])]
    }
  }
  return [...versions.values()]
}

function laterFirst(one: ArtifactRow, other: ArtifactRow): number {
  return other.time - one.time || numberOf(other) - numberOf(one)
}

function numberOf({ version }: ArtifactRow): number {
  return Number(version.slice(1)) || 0
}
