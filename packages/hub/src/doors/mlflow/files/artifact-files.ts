import {
  Artifact,
  artifactNode,
  mimeOf,
  runNode,
  type ArtifactStore,
  type BlobRef,
  type Clock,
  type RunRecord,
} from '@seetrain/core'
import type { FileState } from '../state/mlflow-state.ts'
import type { StateJournal } from '../state/state-journal.ts'
import type { RunBook } from '../runs/run-book.ts'
import { artifactName, artifactType } from './artifact-names.ts'
import type { FileTree, ListedFile } from './file-tree.ts'
import { receiveFile, type ReceivedFileParts } from './received-file.ts'

export interface ArtifactFilesParts extends ReceivedFileParts {
  artifacts: ArtifactStore
  tree: FileTree
  journal: StateJournal
  runs: RunBook
  clock: Clock
}

/** Where a file belongs: to a run, or to an experiment, or to nothing that is known here. */
interface Owner {
  project: string
  runId: string | undefined
  /** Path below the owner's root. */
  path: string
}

/**
 * The files of MLflow's artifacts. Each upload is a version of one of our artifacts, so an overwritten file is kept; the
 * door's state says which one a path shows.
 */
export class ArtifactFiles {
  readonly #parts: ArtifactFilesParts

  constructor(parts: ArtifactFilesParts) {
    this.#parts = parts
  }

  get(path: string): FileState | undefined {
    return this.#parts.tree.get(path)
  }

  list(path: string): ListedFile[] {
    return this.#parts.tree.list(path)
  }

  async put(path: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
    const blob = await receiveFile(pieces, mimeOf(path), this.#parts)
    const owner = this.#ownerOf(path)
    const records = this.#logVersion(owner, blob)
    const { runId } = owner
    if (runId !== undefined) this.#parts.runs.write(runId, journal => journal.records(records))
    this.#parts.journal.change({ files: { [path]: { ...blob } } })
  }

  /** Removes what is at or below a path from every listing; its versions stay. */
  remove(path: string): void {
    const paths = this.#parts.tree.below(path)
    if (paths.length > 0)
      this.#parts.journal.change(
        {},
        paths.map(file => ['files', file]),
      )
  }

  #logVersion({ project, runId, path }: Owner, blob: BlobRef): RunRecord[] {
    const { artifacts, clock } = this.#parts
    const artifact = new Artifact(artifactName(path), artifactType(path), { metadata: { 'mlflow.path': path } })
    const stored = artifacts.put(artifact.addBlob(blob, path), { project, runId: runId ?? 'mlflow' })
    const time = clock.now()
    const made = artifactNode(project, stored.name, stored.version)
    return [
      { kind: 'artifact', time, ...stored },
      { kind: 'edge', time, relation: 'produced', from: runNode(runId ?? 'mlflow'), to: made },
    ]
  }

  // <experiment>/<run>/artifacts/… · <experiment>/models/<model>/artifacts/… · <experiment>/traces/<trace>/artifacts/…
  #ownerOf(path: string): Owner {
    const { experiments, runs, loggedModels } = this.#parts.journal.state
    const [experiment = '', second = '', third = '', ...rest] = path.split('/')
    const project = Object.hasOwn(experiments, experiment) ? experiments[experiment]!.name : 'mlflow-artifacts'
    if (third === 'artifacts' && Object.hasOwn(runs, second))
      return { project, runId: second, path: rest.join('/') || path }
    if (second !== 'models' || !Object.hasOwn(loggedModels, third)) return { project, runId: undefined, path }
    const { name, sourceRun } = loggedModels[third]!
    const runId = Object.hasOwn(runs, sourceRun) ? sourceRun : undefined
    return { project, runId, path: [name, ...rest.slice(1)].join('/') }
  }
}
