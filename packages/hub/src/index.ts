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
export type { Trouble, TroubleKind } from './indexer/troubles.ts'

// Server
export { AuditLog, type AuditEntry, type AuditLogParts } from './auth/audit-log.ts'
export { TokenStore, tokenTitle, type Token, type TokenStoreParts } from './auth/token-store.ts'
export { SCOPES, type Scope } from './api/route.ts'
export { claimHome, type Claim } from './server/claim-home.ts'
export { openIndex, type IndexParts, type OpenIndex } from './server/open-index.ts'
export { isLoopback } from './server/guard-origin.ts'
export { HUB_WRITER, RunEditor, type RunEdit, type RunEditorOptions } from './server/run-editor.ts'
export type { AccessLine, HubLimits } from './server/hub-parts.ts'
export { startHub, type Hub, type HubAddress, type HubOptions } from './start-hub.ts'

// Importers
export {
  importPath,
  type ImportPathOptions,
  type ImportedSource,
  type ImportProgress,
} from './importers/import-path.ts'

// Doors
export type { SpoolOutcome } from './doors/hooks/deliver-spools.ts'
export { syncSpools } from './doors/hooks/sync-spools.ts'

// Client
export { HubAnswerError } from './client/hub-answer-error.ts'
export { HubClient, type CallOptions, type HubClientOptions } from './client/hub-client.ts'
export { decodeSeries, type DecodedSeries } from './client/decode-series.ts'
export { openApiDocument } from './api/openapi.ts'

// Errors
export { FilterSyntaxError } from './errors/filter-syntax-error.ts'
export { PortTakenError } from './errors/port-taken-error.ts'
export { RequestError } from './errors/request-error.ts'
export { ImportFormatError } from './errors/import-format-error.ts'
export { GapError } from './errors/gap-error.ts'
export { IndexVersionError } from './errors/index-version-error.ts'
