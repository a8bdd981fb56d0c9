import type { ArtifactRow } from '../api/wire.ts'

export function artifactAddress({ project, name, version }: Pick<ArtifactRow, 'project' | 'name' | 'version'>): string {
  return `/artifacts/${encodeURIComponent(project)}/${encodeURIComponent(name)}/${encodeURIComponent(version)}`
}
