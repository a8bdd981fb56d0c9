import { ArtifactStore, type BlobStore, type Clock, type FileSystem, type IdSource, type Logger } from '@seetrain/core'
import type { LiveFeed } from '../../live/live-feed.ts'
import type { StoreReader } from '../../store/store.ts'
import { ArtifactFiles } from './files/artifact-files.ts'
import { FileTree } from './files/file-tree.ts'
import { TraceSpans } from './find/trace-spans.ts'
import { RunBook } from './runs/run-book.ts'
import { StateJournal } from './state/state-journal.ts'
import type { MlflowState, StateChange } from './state/mlflow-state.ts'

export interface MlflowDoorParts {
  /** The folder `.seetrain`. */
  home: string
  fileSystem: FileSystem
  blobs: BlobStore
  clock: Clock
  ids: IdSource
  logger: Logger
  store: StoreReader
  feed: LiveFeed
  /** Largest artifact that is taken. */
  largest: number
}

/** What the handlers of MLflow's API work with. Opened when it is first asked for: who does not use it pays nothing. */
export class MlflowDoor {
  readonly parts: MlflowDoorParts
  readonly runs: RunBook
  readonly files: ArtifactFiles
  readonly spans: TraceSpans
  readonly #journal: StateJournal

  constructor(parts: MlflowDoorParts) {
    this.parts = parts
    const tree = new FileTree()
    this.#journal = new StateJournal(parts, (change, unset) => followFiles(tree, change, unset))
    this.runs = new RunBook(this.#journal, parts)
    const artifacts = new ArtifactStore(parts)
    this.files = new ArtifactFiles({ ...parts, artifacts, tree, journal: this.#journal, runs: this.runs })
    this.spans = new TraceSpans({ ...parts, files: this.files })
    if (this.state.experiments['0'] === undefined) this.#addDefaultExperiment()
  }

  get state(): MlflowState {
    return this.#journal.state
  }

  get now(): number {
    return this.parts.clock.now()
  }

  /** Writes a change of the state down and applies it. */
  change(change: StateChange, unset?: string[][]): void {
    this.#journal.change(change, unset)
  }

  close(): void {
    this.runs.close()
    this.#journal.close()
  }

  #addDefaultExperiment(): void {
    const now = this.now
    this.change({
      experiments: {
        '0': {
          name: 'Default',
          artifactLocation: 'mlflow-artifacts:/0',
          stage: 'active',
          createdAt: now,
          updatedAt: now,
          tags: {},
        },
      },
    })
  }
}

function followFiles(tree: FileTree, { files = {} }: StateChange, unset: readonly string[][]): void {
  for (const [table, path] of unset) if (table === 'files') tree.remove(path!)
  for (const [path, file] of Object.entries(files)) tree.set(path, file as MlflowState['files'][string])
}
