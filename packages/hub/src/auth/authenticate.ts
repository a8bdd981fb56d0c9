import type { Scope } from '../api/route.ts'
import { SCOPES } from '../api/route.ts'
import { RequestError } from '../errors/request-error.ts'
import type { RateLimit } from './rate-limit.ts'
import { tokenTitle, type TokenStore } from './token-store.ts'

/** Who asks, and what they may do. */
export interface Caller {
  /** The token's person and name, or the address. */
  name: string
  /** Absent: nothing that needs a token. */
  scope?: Scope
}

export const COOKIE = 'seetrain_token'

export interface AuthenticateParts {
  tokens: TokenStore
  /** True where everybody who reaches the hub may do everything: on this machine alone, with no token made. */
  isOpen: () => boolean
  /** Counts wrong tokens per address. */
  failures: RateLimit
}

/** Finds out who sends a request. Throws for a token that is wrong. */
export function authenticate(headers: Headers, address: string, parts: AuthenticateParts): Caller {
  const text = bearerOf(headers) ?? passwordOf(headers) ?? cookieOf(headers)
  if (text === undefined) return parts.isOpen() ? { name: address, scope: 'admin' } : { name: address }
  if (parts.isOpen()) return { name: address, scope: 'admin' }
  return callerOf(text, address, parts)
}

/** The caller behind a token. Guessing is slow: a wrong one counts against its address. */
export function callerOf(text: string, address: string, { tokens, failures }: AuthenticateParts): Caller {
  if (failures.isSpent(address)) {
    throw new RequestError(
      429,
      'TOO_MANY_FAILURES',
      'token: too many wrong ones came from this address. Wait a minute.',
      {
        headers: { 'retry-after': '60' },
      },
    )
  }
  const token = tokens.find(text)
  if (token !== undefined) return { name: tokenTitle(token), scope: token.scope }
  failures.take(address)
  throw new RequestError(401, 'WRONG_TOKEN', 'token: it is not known here, or was revoked. Ask for a new one.', {
    headers: { 'www-authenticate': 'Bearer' },
  })
}

export function requireScope(caller: Caller, needed: Scope): void {
  if (caller.scope === undefined) {
    throw new RequestError(
      401,
      'TOKEN_NEEDED',
      'token: this hub asks for one. Send it as "Authorization: Bearer <token>"; SEETRAIN_TOKEN sets it.',
      {
        headers: { 'www-authenticate': 'Bearer' },
      },
    )
  }
  if (SCOPES.indexOf(caller.scope) >= SCOPES.indexOf(needed)) return
  throw new RequestError(
    403,
    'SCOPE_MISSING',
    `token: it may ${caller.scope}, and this needs ${needed}. Ask for a token with that scope.`,
  )
}

function bearerOf(headers: Headers): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1]
}

/** Clients that know users and passwords alone send the token as the password. */
function passwordOf(headers: Headers): string | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(headers.get('authorization') ?? '')?.[1]
  return encoded === undefined ? undefined : /^[^:]*:(\S+)$/.exec(Buffer.from(encoded, 'base64').toString())?.[1]
}

function cookieOf(headers: Headers): string | undefined {
  for (const part of (headers.get('cookie') ?? '').split(';')) {
    const [name, value] = part.trim().split('=')
    if (name === COOKIE && value !== undefined && value !== '') return value
  }
  return undefined
}
