import {
  diag,
  errorText,
  FileBlobStore,
  nodeFileSystem,
  randomIdSource,
  systemClock,
  VERSION,
  type BlobStore,
  type Clock,
  type Fetch,
  type FileSystem,
  type IdSource,
  type Logger,
} from '@seetrain/core'
import { admission } from './auth/admission.ts'
import { HookSessions } from './doors/hooks/hook-sessions.ts'
import { keepTakingSpools } from './doors/hooks/keep-taking-spools.ts'
import type { CallCost } from './doors/otlp/calls/call-cost.ts'
import { LazyDoor } from './doors/mlflow/lazy-door.ts'
import { OtlpIntake } from './doors/otlp/otlp-intake.ts'
import { RunEditor } from './server/run-editor.ts'
import { BlobIntake } from './ingest/blob-intake.ts'
import { JournalIntake } from './ingest/journal-intake.ts'
import { createApp } from './server/app.ts'
import { ByteBudget } from './server/byte-budget.ts'
import { claimHome, type Claim } from './server/claim-home.ts'
import { HubMetrics } from './server/hub-metrics.ts'
import type { AccessLine, HubLimits, HubParts, WritingParts } from './server/hub-parts.ts'
import { listen, listenAtSocket, type Listening } from './server/listen.ts'
import { openLocalDoor, type LocalDoor } from './server/local-door.ts'
import { openIndex, type OpenIndex } from './server/open-index.ts'

export interface HubOptions {
  /** The folder `.seetrain`. Made when it is absent. */
  home: string
  /** `local`: for the person at this machine, without tokens. `server`: for a team. */
  mode: 'local' | 'server'
  /** Default 127.0.0.1. */
  host?: string
  /** 0, the default, finds a free one. */
  port?: number
  /** More names under which the hub is reached. */
  allowHosts?: readonly string[]
  /** Folder of the built dashboard. */
  webRoot?: string
  limits?: Partial<HubLimits>
  /** Of one caller; servers only. Default 200. */
  requestsPerSecond?: number
  /**
   * Addresses of model endpoints to which calls may be sent again from the dashboard. Default: any in local mode, none in
   * server mode, where it would let who has a token reach what the server reaches.
   */
  replayTo?: readonly string[]
  accessLog?: (line: AccessLine) => void
  /** What a model call cost that came by OTLP without a cost: `costOf` of `@seetrain/autolog`. */
  callCost?: CallCost
  fetch?: Fetch
  clock?: Clock
  ids?: IdSource
  fileSystem?: FileSystem
  logger?: Logger
}

/** `path` has parameters with a colon and may end in `*`. */
export interface HubAddress {
  method: string
  path: string
}

/** A hub that accepts requests. */
export interface Hub {
  readonly url: string
  /** Why it only reads; undefined when it may write. */
  readonly readOnlyReason: string | undefined
  /** Every method and path that it answers, the doors' too. */
  readonly routes: readonly HubAddress[]
  /** How long nobody has asked anything. */
  idleMs(): number
  /** Resolves when everything that is in the journals now can be asked for. */
  caughtUp(): Promise<void>
  /** Answers what was asked, then lets go of everything. Repeated calls return the same promise. */
  close(): Promise<void>
}

interface Outside {
  clock: Clock
  ids: IdSource
  fileSystem: FileSystem
  logger: Logger
  blobs: BlobStore
}

const MiB = 1024 * 1024
const LIMITS: HubLimits = {
  jsonBytes: 4 * MiB,
  // the largest frame has to fit
  journalBytes: 32 * MiB,
  blobBytes: 64 * 1024 * MiB,
  liveClients: 500,
}
const BUDGET_BYTES = 256 * MiB
const HOST = '127.0.0.1'

/** Starts a hub over a folder. Resolves when it accepts requests; older runs may still be on their way into the index. */
export async function startHub(options: HubOptions): Promise<Hub> {
  const outside = outsideOf(options)
  const claim = claimHome(options.home, outside.fileSystem, outside.ids)
  const release = (): void => (claim.may === 'write' ? claim.release() : undefined)
  const ending = new AbortController()
  let index: OpenIndex | undefined
  try {
    index = await openIndex(options.home, claim, outside)
    const parts = hubParts(options, claim, outside, index, ending.signal)
    const { fetch, routes } = createApp(parts)
    const listening = await listen(fetch, options.host ?? HOST, options.port ?? 0, outside.clock)
    const url = urlOf(listening)
    const door = parts.writing && (await openDoor(options.home, url, fetch, outside))
    keepTakingSpools(parts)
    return runningHub(parts, index, { url, routes: routes.map(addressOf), listening, door }, ending, release)
  } catch (error) {
    await index?.close()
    release()
    throw error
  }
}

function urlOf({ host, port }: Listening): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

// a folder where no socket can be made is reached over the network alone
async function openDoor(
  home: string,
  url: string,
  fetch: Parameters<typeof listenAtSocket>[0],
  { fileSystem, clock, logger }: Outside,
): Promise<LocalDoor | undefined> {
  try {
    return await openLocalDoor(home, url, path => listenAtSocket(fetch, path, clock), fileSystem)
  } catch (error) {
    logger.warn(`${home}: the socket of this folder could not be opened (${errorText(error)}).`)
    return undefined
  }
}

function addressOf({ method, path }: HubAddress): HubAddress {
  return { method, path }
}

interface Doors {
  url: string
  routes: readonly HubAddress[]
  listening: Listening
  door: LocalDoor | undefined
}

function runningHub(
  { readOnlyReason, writing, metrics, clock }: HubParts,
  index: OpenIndex,
  { url, routes, listening, door }: Doors,
  ending: AbortController,
  release: () => void,
): Hub {
  const close = async (): Promise<void> => {
    ending.abort()
    await Promise.all([listening.close(), door?.close()])
    await writing?.hooks.close()
    writing?.otlp.close()
    writing?.mlflow.close()
    writing?.journals.close()
    await index.close()
    release()
  }
  let closed: Promise<void> | undefined
  return {
    url,
    routes,
    readOnlyReason,
    idleMs: () => clock.now() - metrics.usedAt,
    caughtUp: async () => index.indexer?.caughtUp(),
    close: () => (closed ??= close()),
  }
}

function outsideOf(options: HubOptions): Outside {
  const fileSystem = options.fileSystem ?? nodeFileSystem
  return {
    clock: options.clock ?? systemClock,
    ids: options.ids ?? randomIdSource,
    fileSystem,
    logger: options.logger ?? diag,
    blobs: new FileBlobStore(options.home, fileSystem),
  }
}

function hubParts(
  options: HubOptions,
  claim: Claim,
  outside: Outside,
  index: OpenIndex,
  ending: AbortSignal,
): HubParts {
  const { home, mode, webRoot, accessLog } = options
  const limits = { ...LIMITS, ...options.limits }
  const { store, feed, indexer } = index
  return {
    ...outside,
    ...admission({ host: HOST, ...options }, outside),
    mode,
    home,
    version: VERSION,
    store,
    feed,
    troubles: () => indexer?.troubles() ?? [],
    writing: claim.may === 'write' ? writingParts(options, outside, limits, index) : undefined,
    ...(claim.may !== 'write' && { readOnlyReason: claim.reason }),
    budget: new ByteBudget(BUDGET_BYTES),
    replay: { fetch: options.fetch ?? globalThis.fetch, clock: outside.clock, origins: replayOrigins(options) },
    metrics: new HubMetrics(outside.clock.now()),
    limits,
    ...(webRoot !== undefined && { webRoot }),
    ...(accessLog !== undefined && { accessLog }),
    ending,
  }
}

function writingParts(
  { home, mode, callCost }: HubOptions,
  outside: Outside,
  limits: HubLimits,
  { store, feed }: OpenIndex,
): WritingParts {
  return {
    editor: new RunEditor({ home, ...outside }),
    journals: new JournalIntake({ home, ...outside }),
    blobIntake: new BlobIntake({ home, largest: limits.blobBytes, ...outside }),
    hooks: new HookSessions({ home, mode, ...outside }),
    otlp: new OtlpIntake({ home, callCost, ...outside }),
    mlflow: new LazyDoor({ home, store, feed, largest: limits.blobBytes, ...outside }),
  }
}

function replayOrigins({ mode, replayTo }: HubOptions): ReadonlySet<string> | undefined {
  if (replayTo === undefined) return mode === 'local' ? undefined : new Set()
  return new Set(replayTo.map(address => new URL(address).origin))
}
