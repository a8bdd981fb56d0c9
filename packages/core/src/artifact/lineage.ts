import type { EdgeRecord } from '../contracts/record.ts'

/** Names a run in an edge. */
export function runNode(runId: string): string {
  return `run:${runId}`
}

/** An artifact version in an edge. */
export type ArtifactNode = `artifact:${string}/${string}:${string}`

/** Names an artifact version in an edge. */
export function artifactNode(project: string, name: string, version: string): ArtifactNode {
  return `artifact:${project}/${name}:${version}`
}

/** A logged version, as far as lineage knows it. */
export interface LineageVersion {
  project: string
  name: string
  version: string
  /** Resolved versions, not the references that a user wrote: an alias moves, an edge must not. */
  derivedFrom: readonly ArtifactNode[]
}

/**
 * The edges of a version that a run has just logged. Edges read as sentences, from subject to object:
 * `run produced artifact`, `artifact derived-from artifact`.
 */
export function producedEdges(version: LineageVersion, runId: string, time: number): EdgeRecord[] {
  const made = artifactNode(version.project, version.name, version.version)
  return [
    { kind: 'edge', time, relation: 'produced', from: runNode(runId), to: made },
    ...version.derivedFrom.map(source => ({
      kind: 'edge' as const,
      time,
      relation: 'derived-from' as const,
      from: made,
      to: source,
    })),
  ]
}

/** The edge of a version that a run reads: `run used artifact`. */
export function usedEdge(version: LineageVersion, runId: string, time: number): EdgeRecord {
  return {
    kind: 'edge',
    time,
    relation: 'used',
    from: runNode(runId),
    to: artifactNode(version.project, version.name, version.version),
  }
}
