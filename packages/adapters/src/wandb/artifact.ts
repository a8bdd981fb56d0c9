import { Artifact, ARTIFACT_TYPES, type ArtifactType } from '@seetrain/core'

/** An artifact as W&B users make it. Its type may be any word; one that is none of ours is kept in the metadata. */
export class WandbArtifact extends Artifact {
  constructor(name: string, type: string, options: { description?: string; metadata?: object } = {}) {
    const { description, metadata = {} } = options
    const known = ARTIFACT_TYPES.includes(type as ArtifactType)
    super(name, known ? (type as ArtifactType) : 'custom', {
      ...(description !== undefined && { description }),
      metadata: known ? metadata : { ...metadata, type },
    })
  }

  addDir(path: string, name?: string): this {
    return this.addDirectory(path, name)
  }
}

export interface ArtifactFacts {
  name: string
  type?: string
  description?: string
  metadata?: object
  aliases?: string[]
  /** Paths, or paths with the names that they have in the artifact. */
  files?: (string | { path: string; name?: string })[]
}

/** The artifact that another process described. */
export function artifactFrom({ name, type = 'custom', files = [], ...options }: ArtifactFacts): Artifact {
  const artifact = new WandbArtifact(name, type, options)
  for (const file of files) {
    if (typeof file === 'string') artifact.addFile(file)
    else artifact.addFile(file.path, file.name)
  }
  return artifact
}
