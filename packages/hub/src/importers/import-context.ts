import {
  artifactNode,
  ArtifactStore,
  runNode,
  SeeTrainError,
  type Artifact,
  type Media,
  type MediaRecord,
  type RunRecord,
} from '@seetrain/core'
import type { ImportContext, MediaPlace } from './importer.ts'

type ArtifactStoreParts = ConstructorParameters<typeof ArtifactStore>[0]

export interface ImportContextOptions extends ArtifactStoreParts {
  runId: string
  project: string
  maxMediaBytes: number
  isFollowed: boolean
  onProblem(message: string): void
}

export function importContext(options: ImportContextOptions): ImportContext {
  const { runId, project, blobs, maxMediaBytes, isFollowed, onProblem } = options
  const artifacts = new ArtifactStore(options)

  function orProblem<Value>(what: string, make: () => Value[]): Value[] {
    try {
      return make()
    } catch (error) {
      if (!isOfSource(error)) throw error
      onProblem(`${what}: ${error.message}`)
      return []
    }
  }

  function mediaRecord(at: MediaPlace, media: Media): MediaRecord {
    const items = media.encode({ blobs, maxBytes: maxMediaBytes })
    return { kind: 'media', ...at, type: media.type, items }
  }

  function artifactRecords(artifact: Artifact, time: number, aliases: readonly string[]): RunRecord[] {
    const stored = artifacts.put(artifact, { project, runId, aliases })
    const made = artifactNode(project, stored.name, stored.version)
    return [
      { kind: 'artifact', time, ...stored },
      { kind: 'edge', time, relation: 'produced', from: runNode(runId), to: made },
    ]
  }

  return {
    blobs,
    maxMediaBytes,
    isFollowed,
    onProblem,
    media: (at, make) => orProblem(at.key, () => [mediaRecord(at, make())]),
    artifact: (make, { time, aliases = [] }) =>
      orProblem('an artifact was left out', () => artifactRecords(make(), time, aliases)),
  }
}

/** Whether the source is to blame. A full disk is not: what was not stored for that must be stored the next time. */
function isOfSource(error: unknown): error is Error {
  if (SeeTrainError.isInstance(error)) return true
  const code = (error as { code?: unknown } | undefined)?.code
  return code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR'
}
