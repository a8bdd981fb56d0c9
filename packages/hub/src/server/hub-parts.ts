import type { BlobStore, Clock, FileSystem, IdSource, Logger } from '@seetrain/core'
import type { AuditLog } from '../auth/audit-log.ts'
import type { AuthenticateParts, Caller } from '../auth/authenticate.ts'
import type { RateLimit } from '../auth/rate-limit.ts'
import type { TokenStore } from '../auth/token-store.ts'
import type { HookSessions } from '../doors/hooks/hook-sessions.ts'
import type { LazyDoor } from '../doors/mlflow/lazy-door.ts'
import type { OtlpIntake } from '../doors/otlp/otlp-intake.ts'
import type { BlobIntake } from '../ingest/blob-intake.ts'
import type { JournalIntake } from '../ingest/journal-intake.ts'
import type { LiveFeed } from '../live/live-feed.ts'
import type { StoreReader } from '../store/store.ts'
import type { ByteBudget } from './byte-budget.ts'
import type { HubMetrics } from './hub-metrics.ts'
import type { OriginRules } from './guard-origin.ts'
import type { ReplayParts } from './replay.ts'
import type { RunEditor } from './run-editor.ts'
import type { Trouble } from '../indexer/troubles.ts'

/** What changes things. Absent in a hub that only reads, because another one has the folder. */
export interface WritingParts {
  editor: RunEditor
  journals: JournalIntake
  blobIntake: BlobIntake
  hooks: HookSessions
  otlp: OtlpIntake
  mlflow: LazyDoor
}

/** What the routes work with. */
export interface HubParts {
  mode: 'local' | 'server'
  /** The folder `.seetrain`. */
  home: string
  version: string
  store: StoreReader
  blobs: BlobStore
  feed: LiveFeed
  troubles: () => readonly Trouble[]
  writing: WritingParts | undefined
  /** Why nothing can be written; absent when it can. */
  readOnlyReason?: string
  tokens: TokenStore
  audit: AuditLog
  authentication: AuthenticateParts
  originRules: OriginRules
  /** Requests per caller, where tokens are asked for. */
  requestLimit: RateLimit
  budget: ByteBudget
  replay: ReplayParts
  metrics: HubMetrics
  limits: HubLimits
  /** The built dashboard, when there is one. */
  webRoot?: string
  /** Aborts when the hub ends. */
  ending: AbortSignal
  accessLog?: (line: AccessLine) => void
  clock: Clock
  ids: IdSource
  fileSystem: FileSystem
  logger: Logger
}

export interface HubLimits {
  /** Largest body of JSON. */
  jsonBytes: number
  /** Largest part of a journal in one request. */
  journalBytes: number
  /** Largest blob. */
  blobBytes: number
  /** Callers that may listen to live events. */
  liveClients: number
}

export interface AccessLine {
  time: number
  method: string
  path: string
  status: number
  milliseconds: number
  who: string
}

/** A request on its way through the hub. */
export interface HubRequest {
  raw: Request
  isHead: boolean
  caller: Caller
  /** Aborts when the caller has gone. */
  signal: AbortSignal
}
