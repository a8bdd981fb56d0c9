import type { ArtifactRow } from '../api/wire.ts'

/** The name of the prompt that an artifact keeps; undefined for one that keeps none. */
export function promptName({ metadata }: Pick<ArtifactRow, 'metadata'>): string | undefined {
  const name = metadata?.['prompt']
  return typeof name === 'string' ? name : undefined
}

export function promptAddress({ project, name }: Pick<ArtifactRow, 'project' | 'name'>): string {
  return `/prompts/${encodeURIComponent(project)}/${encodeURIComponent(name)}`
}
