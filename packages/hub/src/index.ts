// Store
export type * from './store/batch.ts'
export { bucketOf } from './store/bucket-of.ts'
export type * from './store/content-query.ts'
export type * from './store/run-query.ts'
export type * from './store/series-query.ts'
export type * from './store/store.ts'
export { MemoryStore } from './store/memory/memory-store.ts'
export { SqliteStore, type SqliteStoreOptions } from './store/sqlite/sqlite-store.ts'

// Indexer
export { BatchBuilder } from './indexer/batch-builder.ts'
export { noFolderWatch, nodeFolderWatch, type FolderWatch } from './indexer/folder-watch.ts'
export { Indexer, type IndexProgress } from './indexer/indexer.ts'
export type { IndexerOptions } from './indexer/indexer-options.ts'
export type { IndexChange } from './indexer/journal-tail.ts'
export { HUB_WRITER, RunEditor, type RunEdit, type RunEditorOptions } from './indexer/run-editor.ts'
export type { Trouble, TroubleKind } from './indexer/troubles.ts'

// Errors
export { GapError } from './errors/gap-error.ts'
