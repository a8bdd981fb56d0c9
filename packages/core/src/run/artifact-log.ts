import type { Artifact } from '../artifact/artifact.ts'
import type { ArtifactStore } from '../artifact/artifact-store.ts'
import { producedEdges, usedEdge } from '../artifact/lineage.ts'
import type { LoggedArtifact } from '../contracts/run.ts'
import type { RunRecorder } from './run-recorder.ts'

type FoundArtifact = ReturnType<ArtifactStore['find']>

/** Artifacts on their way to the store, and what the run records of them. */
export class ArtifactLog {
  readonly #runId: string
  readonly #recorder: RunRecorder
  readonly #store: ArtifactStore

  constructor(runId: string, recorder: RunRecorder, store: ArtifactStore) {
    this.#runId = runId
    this.#recorder = recorder
    this.#store = store
  }

  log(artifact: Artifact, options: { aliases?: string[]; step?: number }): LoggedArtifact {
    const time = this.#recorder.clock.now()
    const { project } = this.#recorder.state
    const stored = this.#store.put(artifact, { ...options, project, runId: this.#runId })
    this.#recorder.record({ kind: 'artifact', time, ...stored })
    const { name, version, digest, aliases } = stored
    const found = this.#store.find(project, `${name}:${version}`)
    for (const edge of producedEdges(found, this.#runId, time)) this.#recorder.record(edge)
    return { name, version, digest, aliases }
  }

  /** Throws when there is none. */
  find(reference: string): FoundArtifact {
    return this.#store.find(this.#recorder.state.project, reference)
  }

  markUsed(artifact: FoundArtifact): void {
    this.#recorder.record(usedEdge(artifact, this.#runId, this.#recorder.clock.now()))
  }
}
