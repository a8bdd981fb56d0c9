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
  const { blobs, maxMediaBytes, isFollowed, onProblem } = options
  const artifacts = new ArtifactStore(options)
  return {
    blobs,
    maxMediaBytes,
    isFollowed,
    onProblem,
    media: (at, make) => orProblem(at.key, options, () => [mediaRecord(at, make(), options)]),
    artifact: (make, { time, aliases = [] }) =>
      orProblem('an artifact was left out', options, () =>
        artifactRecords(artifacts, make(), options, { time, aliases }),
      ),
  }
}

function mediaRecord(at: MediaPlace, media: Media, { blobs, maxMediaBytes }: ImportContextOptions): MediaRecord {
  return { kind: 'media', ...at, type: media.type, items: media.encode({ blobs, maxBytes: maxMediaBytes }) }
}

function artifactRecords(
  artifacts: ArtifactStore,
  artifact: Artifact,
  { project, runId }: ImportContextOptions,
  { time, aliases }: { time: number; aliases: readonly string[] },
): RunRecord[] {
  const stored = artifacts.put(artifact, { project, runId, aliases })
  const made = artifactNode(project, stored.name, stored.version)
  return [
    { kind: 'artifact', time, ...stored },
    { kind: 'edge', time, relation: 'produced', from: runNode(runId), to: made },
  ]
}

function orProblem<Value>(what: string, { onProblem }: ImportContextOptions, make: () => Value[]): Value[] {
  try {
    return make()
  } catch (error) {
    if (!isOfSource(error)) throw error
    onProblem(`${what}: ${error.message}`)
    return []
  }
}

/** Whether the source is to blame. A full disk is not: what was not stored for that must be stored the next time. */
function isOfSource(error: unknown): error is Error {
  if (SeeTrainError.isInstance(error)) return true
  const code = (error as { code?: unknown } | undefined)?.code
  return code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR'
}
