import {
  diag,
  FileBlobStore,
  listWriters,
  livingWriter,
  nodeFileSystem,
  systemClock,
  writerFolder,
  type BlobStore,
  type Clock,
  type FileSystem,
  type Logger,
} from '@seetrain/core'
import type { Store } from '../store/store.ts'
import { nodeFolderWatch, type FolderWatch } from './folder-watch.ts'

export interface IndexerOptions {
  /** The `.seetrain` folder. */
  home: string
  store: Store
  fileSystem?: FileSystem
  clock?: Clock
  blobs?: BlobStore
  watch?: FolderWatch
  logger?: Logger
  /** Whether somebody writes the run. Default: whether a living process holds one of its journals. */
  isWritten?: (runId: string, runDir: string) => boolean
  /** Bytes of journal that are taken in at a time; the event loop waits for them. Default 1 MB. */
  batchBytes?: number
}

const BATCH_BYTES = 1024 * 1024

export function withDefaults(options: IndexerOptions): Required<IndexerOptions> {
  const fileSystem = options.fileSystem ?? nodeFileSystem
  return {
    fileSystem,
    clock: systemClock,
    blobs: new FileBlobStore(options.home, fileSystem),
    watch: nodeFolderWatch,
    logger: diag,
    isWritten: (_, runDir) => hasLivingWriter(runDir, fileSystem),
    batchBytes: BATCH_BYTES,
    ...options,
  }
}

function hasLivingWriter(runDir: string, fileSystem: FileSystem): boolean {
  return listWriters(runDir, fileSystem).some(
    writer => livingWriter(writerFolder(runDir, writer), fileSystem) !== undefined,
  )
}
