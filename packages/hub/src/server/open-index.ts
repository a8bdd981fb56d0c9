import { join } from 'node:path'
import type { BlobStore, Clock, FileSystem, Logger } from '@seetrain/core'
import { Indexer } from '../indexer/indexer.ts'
import { indexerFeed } from '../live/indexer-feed.ts'
import type { LiveFeed } from '../live/live-feed.ts'
import { PollingFeed } from '../live/polling-feed.ts'
import { SqliteStore } from '../store/sqlite/sqlite-store.ts'
import type { StoreReader } from '../store/store.ts'
import type { Claim } from './claim-home.ts'

export interface OpenIndex {
  store: StoreReader
  feed: LiveFeed
  /** Undefined where another hub fills the index. */
  indexer: Indexer | undefined
  close(): Promise<void>
}

export interface IndexParts {
  clock: Clock
  fileSystem: FileSystem
  logger: Logger
  blobs: BlobStore
}

/** Name of the index in a folder `.seetrain`. */
export const INDEX_FILE = 'index.db'

/** Opens the index of a folder and keeps it in step with the journals, unless another hub does. */
export async function openIndex(home: string, claim: Claim, parts: IndexParts): Promise<OpenIndex> {
  const path = join(home, INDEX_FILE)
  if (claim.may === 'share') {
    const store = new SqliteStore({ path, readOnly: true })
    const feed = new PollingFeed(store, parts.clock, parts.logger)
    const close = (): Promise<void> => {
      feed.close()
      return store.close()
    }
    return { store, feed, indexer: undefined, close }
  }
  // where nothing can be written, the index lives as long as the process
  const store = new SqliteStore({ path: claim.may === 'write' ? path : ':memory:' })
  const indexer = new Indexer({ home, store, ...parts })
  try {
    await indexer.start()
  } catch (error) {
    await store.close()
    throw error
  }
  const close = async (): Promise<void> => {
    await indexer.close()
    await store.close()
  }
  return { store, feed: indexerFeed(indexer, parts.clock), indexer, close }
}
