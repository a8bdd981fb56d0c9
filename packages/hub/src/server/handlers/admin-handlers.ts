import { openApiDocument } from '../../api/openapi.ts'
import { callerOf, COOKIE, type Caller } from '../../auth/authenticate.ts'
import { RequestError } from '../../errors/request-error.ts'
import { tokenTitle } from '../../auth/token-store.ts'
import { liveStream } from '../../live/live-stream.ts'
import type { HubParts, HubRequest } from '../hub-parts.ts'
import type { Handlers } from '../mount-routes.ts'
import { writingOf } from './run-handlers.ts'

type AdminHandlers = Pick<
  Handlers,
  | 'getSession'
  | 'startSession'
  | 'endSession'
  | 'getStatus'
  | 'listTroubles'
  | 'listTokens'
  | 'createToken'
  | 'revokeToken'
  | 'revokeUserTokens'
  | 'listAudit'
  | 'getOpenApi'
  | 'live'
>

export function adminHandlers(parts: HubParts): AdminHandlers {
  const { mode, store, version, readOnlyReason } = parts
  return {
    ...tokenHandlers(parts),
    getSession: (_, { caller }) => sessionOf(mode, caller),
    startSession: ({ body }, request) => startSession(parts, body.token, request),
    endSession: (_, { raw }) =>
      Response.json({ mode }, { headers: { 'set-cookie': cookie('', raw, 0), 'cache-control': 'no-store' } }),
    getStatus: async () => ({
      version,
      readOnly: parts.writing === undefined,
      ...(readOnlyReason !== undefined && { readOnlyReason }),
      counts: { ...(await store.counts()) },
    }),
    listTroubles: () => ({ rows: [...parts.troubles()] }),
    listAudit: ({ query }) => ({ rows: parts.audit.read(query.limit) }),
    getOpenApi: () => openApiDocument(version),
    live: liveHandler(parts),
  }
}

function tokenHandlers(
  parts: HubParts,
): Pick<Handlers, 'listTokens' | 'createToken' | 'revokeToken' | 'revokeUserTokens'> {
  const { tokens, audit } = parts
  return {
    listTokens: () => ({ rows: tokens.list() }),
    createToken({ body }, { caller }) {
      writingOf(parts)
      const { text, token } = tokens.create(body.name, body.scope, body.user)
      audit.write(caller.name, 'token-create', { target: token.id, token: tokenTitle(token), scope: token.scope })
      return { token: text, ...token }
    },
    revokeToken({ params }, { caller }) {
      writingOf(parts)
      const token = tokens.revoke(params.id)
      audit.write(caller.name, 'token-revoke', { target: token.id, token: tokenTitle(token) })
      return token
    },
    revokeUserTokens({ params }, { caller }) {
      writingOf(parts)
      const rows = tokens.revokeUser(params.user)
      for (const token of rows) audit.write(caller.name, 'token-revoke', { target: token.id, token: tokenTitle(token) })
      return { rows }
    },
  }
}

function sessionOf(mode: HubParts['mode'], caller: Caller): ReturnType<Handlers['getSession']> {
  return { mode, ...(caller.scope !== undefined && { scope: caller.scope, name: caller.name }) }
}

function startSession(parts: HubParts, token: string, { raw, caller }: HubRequest): Response {
  // a caller without a token goes by its address, which wrong ones count against
  const found = callerOf(token, caller.name, parts.authentication)
  parts.audit.write(found.name, 'session-start')
  const headers = { 'set-cookie': cookie(token, raw, 30 * 86_400), 'cache-control': 'no-store' }
  return Response.json(sessionOf(parts.mode, found), { headers })
}

// behind a proxy that ends TLS, the cookie never travels without it
function cookie(value: string, request: Request, seconds: number): string {
  const secure = request.headers.get('x-forwarded-proto') === 'https' ? '; Secure' : ''
  return `${COOKIE}=${value}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${seconds}${secure}`
}

function liveHandler({ feed, clock, limits, version, writing, ending }: HubParts): Handlers['live'] {
  let clients = 0
  const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' }
  return ({ query }, { isHead }) => {
    if (isHead) return new Response(null, { headers })
    if (clients >= limits.liveClients) {
      throw new RequestError(
        503,
        'BUSY',
        `${clients} callers listen already. Close a page, or come again in a minute.`,
        {
          headers: { 'retry-after': '60' },
        },
      )
    }
    clients++
    const stream = liveStream({
      feed,
      clock,
      runs: query.runs === undefined ? undefined : new Set(query.runs),
      hello: { version, readOnly: writing === undefined },
      signal: ending,
      onClose: () => void clients--,
    })
    return new Response(stream, { headers })
  }
}
