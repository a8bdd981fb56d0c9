import type { Clock, FileSystem, IdSource, Logger } from '@seetrain/core'
import { isLoopback, LOOPBACK_NAMES, type OriginRules } from '../server/guard-origin.ts'
import { AuditLog } from './audit-log.ts'
import type { AuthenticateParts } from './authenticate.ts'
import { RateLimit } from './rate-limit.ts'
import { TokenStore } from './token-store.ts'

export interface AdmissionOptions {
  /** The folder `.seetrain`. */
  home: string
  mode: 'local' | 'server'
  /** What the hub listens on. */
  host: string
  /** More names under which it is reached. */
  allowHosts?: readonly string[]
  /** Of one caller; servers only. Default 200. */
  requestsPerSecond?: number
}

/** What decides who is let in, under which names and how often, and keeps what they changed. */
export interface Admission {
  tokens: TokenStore
  authentication: AuthenticateParts
  originRules: OriginRules
  requestLimit: RateLimit
  audit: AuditLog
}

interface Outside {
  fileSystem: FileSystem
  clock: Clock
  ids: IdSource
  logger: Logger
}

export function admission(options: AdmissionOptions, outside: Outside): Admission {
  const { home, mode, host, requestsPerSecond = 200 } = options
  const { clock } = outside
  const tokens = new TokenStore({ home, ...outside })
  const isOpen = (): boolean => mode === 'local' || (isLoopback(host) && tokens.isEmpty)
  return {
    tokens,
    authentication: { tokens, isOpen, failures: new RateLimit({ burst: 10, perSecond: 1 / 6, clock }) },
    originRules: { hosts: hostRules(options, isOpen) },
    requestLimit: new RateLimit({ burst: requestsPerSecond * 5, perSecond: requestsPerSecond, clock }),
    audit: new AuditLog({ home, ...outside }),
  }
}

// where tokens are asked for, a foreign name gives a page nothing: the cookie belongs to the right one
function hostRules({ allowHosts = [], host }: AdmissionOptions, isOpen: () => boolean): OriginRules['hosts'] {
  const own = new Set([...allowHosts, ...LOOPBACK_NAMES, host].map(name => name.toLowerCase()))
  const named = allowHosts.length > 0 ? own : undefined
  return () => (isOpen() ? own : named)
}
