import * as v from 'valibot'
import { troubleRow } from './answers.ts'
import { many, name, text, wholeNumber } from './parameters.ts'
import { route, SCOPES } from './route.ts'

const session = v.object({
  mode: v.picklist(['local', 'server']),
  scope: v.optional(v.picklist(SCOPES)),
  name: v.optional(v.string()),
})

const shortName = v.pipe(v.string(), v.trim(), v.nonEmpty('Give a name.'), v.maxLength(128))

const tokenRow = v.object({
  id: v.string(),
  name: v.string(),
  user: v.optional(v.string()),
  scope: v.picklist(SCOPES),
  createdAt: v.number(),
  revokedAt: v.optional(v.number()),
})

export const adminRoutes = {
  getSession: route({
    method: 'GET',
    path: '/api/v1/session',
    summary: 'Who the caller is. `scope` is absent when a token is needed.',
    scope: 'open',
    answer: session,
  }),
  startSession: route({
    method: 'POST',
    path: '/api/v1/session',
    summary: 'Takes a token and sets a cookie, for browsers.',
    scope: 'open',
    body: v.strictObject({ token: text(4096) }),
    answer: session,
  }),
  endSession: route({
    method: 'DELETE',
    path: '/api/v1/session',
    summary: 'Removes the cookie.',
    scope: 'open',
    answer: session,
  }),
  getStatus: route({
    method: 'GET',
    path: '/api/v1/status',
    summary: 'Version, counts, and whether this hub may write.',
    scope: 'read',
    answer: v.object({
      version: v.string(),
      readOnly: v.boolean(),
      readOnlyReason: v.optional(v.string()),
      counts: v.record(v.string(), v.number()),
    }),
  }),
  listTroubles: route({
    method: 'GET',
    path: '/api/v1/troubles',
    summary: 'What of the journals could not be read.',
    scope: 'read',
    answer: v.object({ rows: v.array(troubleRow) }),
  }),
  listTokens: route({
    method: 'GET',
    path: '/api/v1/tokens',
    summary: 'The tokens, without their secrets.',
    scope: 'admin',
    answer: v.object({ rows: v.array(tokenRow) }),
  }),
  createToken: route({
    method: 'POST',
    path: '/api/v1/tokens',
    summary: 'Makes a token. Its text is told once and kept nowhere.',
    scope: 'admin',
    body: v.strictObject({ name: shortName, user: v.optional(shortName), scope: v.picklist(SCOPES) }),
    answer: v.object({ token: v.string(), ...tokenRow.entries }),
    status: 201,
  }),
  revokeToken: route({
    method: 'DELETE',
    path: '/api/v1/tokens/:id',
    summary: 'Makes a token worthless at once.',
    scope: 'admin',
    params: v.object({ id: name }),
    answer: tokenRow,
  }),
  revokeUserTokens: route({
    method: 'DELETE',
    path: '/api/v1/users/:user/tokens',
    summary: 'Makes all tokens of a person worthless at once; answers with those that were not yet.',
    scope: 'admin',
    params: v.object({ user: shortName }),
    answer: v.object({ rows: v.array(tokenRow) }),
  }),
  listAudit: route({
    method: 'GET',
    path: '/api/v1/audit',
    summary: 'Who changed what, the newest first.',
    scope: 'admin',
    query: v.object({ limit: v.optional(wholeNumber(1, 1000), 100) }),
    answer: v.object({
      rows: v.array(
        v.looseObject({ time: v.number(), who: v.string(), action: v.string(), target: v.optional(v.string()) }),
      ),
    }),
  }),
  getOpenApi: route({
    method: 'GET',
    path: '/api/v1/openapi.json',
    summary: 'This document.',
    scope: 'open',
    answer: v.record(v.string(), v.unknown()),
  }),
  live: route({
    method: 'GET',
    path: '/api/v1/live',
    summary: 'Server-sent events: which runs changed, and in what.',
    scope: 'read',
    query: v.object({ runs: v.optional(many(name)) }),
    answer: { mediaType: 'text/event-stream', says: 'Events "hello", "change" and "reset"; see docs/api.md.' },
  }),
}
