import type { BlobStore, FileSystem } from '@seetrain/core'
import { asList, asObject, type Loose } from '../../otlp/loose.ts'
import type { ArtifactFiles } from '../files/artifact-files.ts'
import { proxiedPath } from '../files/proxied-path.ts'
import type { TraceState } from '../state/mlflow-state.ts'
import { parseExact } from '../wire/exact-json.ts'

export interface TraceSpansParts {
  blobs: BlobStore
  fileSystem: FileSystem
  files: ArtifactFiles
}

const FILE = 'traces.json'
/** Bytes of files whose spans are kept in memory for the next search. */
const MOST_KEPT = 16 * 1024 * 1024
/** A larger file is given to who asks for it, and not gone through. */
const LARGEST = 32 * 1024 * 1024

/** The spans of traces, as their clients sent them. */
export class TraceSpans {
  readonly #parts: TraceSpansParts
  /** By the sha256 of the file; the one used last stands last. */
  readonly #kept = new Map<string, { size: number; spans: readonly Loose[] }>()
  #keptBytes = 0

  constructor(parts: TraceSpansParts) {
    this.#parts = parts
  }

  /** None for a trace whose spans have not come, or are kept elsewhere. */
  of({ tags }: TraceState): readonly Loose[] {
    const root = proxiedPath(tags['mlflow.artifactLocation'] ?? '')
    const file = root === undefined ? undefined : this.#parts.files.get(`${root}/${FILE}`)
    if (file === undefined || file.size > LARGEST) return []
    const { sha256, size } = file
    const known = this.#kept.get(sha256)
    if (known !== undefined) this.#kept.delete(sha256)
    else this.#keptBytes += size
    const entry = known ?? { size, spans: this.#read(sha256) }
    this.#kept.set(sha256, entry)
    this.#letGo()
    return entry.spans
  }

  #read(sha256: string): readonly Loose[] {
    const { blobs, fileSystem } = this.#parts
    try {
      const text = Buffer.from(fileSystem.readFile(blobs.path(sha256))).toString()
      return asList(asObject(parseExact(text))['spans']).map(asObject)
    } catch {
      // a file of that name may hold anything, and may have been taken away
      return []
    }
  }

  #letGo(): void {
    for (const [sha256, { size }] of this.#kept) {
      if (this.#keptBytes <= MOST_KEPT) return
      this.#kept.delete(sha256)
      this.#keptBytes -= size
    }
  }
}
