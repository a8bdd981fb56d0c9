import { Hono, type Context } from 'hono'
import { compress } from 'hono/compress'
import { requireScope, authenticate } from '../auth/authenticate.ts'
import { mountMlflow } from '../doors/mlflow/mount-mlflow.ts'
import { mountOtlp } from '../doors/otlp/mount-otlp.ts'
import { RequestError } from '../errors/request-error.ts'
import { answerError } from './answer-error.ts'
import { guardOrigin } from './guard-origin.ts'
import { adminHandlers } from './handlers/admin-handlers.ts'
import { blobHandlers } from './handlers/blob-handlers.ts'
import { callHandlers } from './handlers/call-handlers.ts'
import { contentHandlers } from './handlers/content-handlers.ts'
import { hookHandlers } from './handlers/hook-handlers.ts'
import { runHandlers } from './handlers/run-handlers.ts'
import { seriesHandlers } from './handlers/series-handlers.ts'
import type { HubParts } from './hub-parts.ts'
import { addressOf, mountRoutes, type HubEnv } from './mount-routes.ts'
import { plainPage, StaticFiles } from './static-files.ts'

/** The hub as a function from requests to answers. */
export function createApp(parts: HubParts): Hono<HubEnv> {
  const app = new Hono<HubEnv>()
  app.use(observe(parts))
  app.use(compress())
  app.use(async (context, next) => {
    guardOrigin(context.req.method, context.req.raw.headers, parts.originRules)
    await next()
  })
  mountRoutes(
    app,
    {
      ...runHandlers(parts),
      ...seriesHandlers(parts),
      ...contentHandlers(parts),
      ...callHandlers(parts),
      ...blobHandlers(parts),
      ...hookHandlers(parts),
      ...adminHandlers(parts),
    },
    parts,
  )
  mountOtlp(app, parts)
  mountMlflow(app, parts)
  mountHealth(app, parts)
  mountPage(app, parts)
  app.onError(error => secured(answerError(error, parts.logger)))
  app.notFound(context => secured(answerError(missing(context.req.path), parts.logger)))
  return app
}

function mountHealth(app: Hono<HubEnv>, parts: HubParts): void {
  const { store, metrics, budget } = parts
  app.get('/healthz', context => {
    context.set('route', '/healthz')
    return context.text('ok\n')
  })
  app.get('/readyz', async context => {
    context.set('route', '/readyz')
    await store.counts()
    return context.text('ready\n')
  })
  app.get('/metrics', async context => {
    context.set('route', '/metrics')
    const caller = authenticate(context.req.raw.headers, addressOf(context), parts.authentication)
    context.set('caller', caller)
    requireScope(caller, 'read')
    const text = metrics.text({
      ...gauges(await store.counts()),
      troubles: parts.troubles().length,
      journals_open: parts.writing?.journals.openCount ?? 0,
      ingest_bytes_held: budget.held,
    })
    return context.text(text, 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' })
  })
}

function mountPage(app: Hono<HubEnv>, { webRoot, fileSystem }: HubParts): void {
  const files = webRoot === undefined ? undefined : new StaticFiles(webRoot, fileSystem)
  app.get('*', context => {
    const { path } = context.req
    if (path.startsWith('/api/')) return context.notFound()
    if (files !== undefined) return files.find(path, context.req.raw.headers) ?? context.notFound()
    return path === '/' ? plainPage() : context.notFound()
  })
}

/** Counts and logs each request, and puts the headers on that hold for all answers. */
function observe({ metrics, clock, accessLog }: HubParts) {
  return async (context: Context<HubEnv>, next: () => Promise<void>): Promise<void> => {
    const start = clock.now()
    metrics.usedAt = start
    await next()
    context.res = secured(context.res)
    const milliseconds = clock.now() - start
    const { method, path } = context.req
    const { status } = context.res
    metrics.request(context.get('route') ?? 'page', method, status, milliseconds / 1000)
    const who = context.get('caller')?.name ?? addressOf(context)
    accessLog?.({ time: start, method, path, status, milliseconds, who })
  }
}

const HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
}

// what an answer says of itself stays
function secured(response: Response): Response {
  const headers = new Headers(HEADERS)
  for (const [name, value] of response.headers) headers.set(name, value)
  return new Response(response.body, { status: response.status, headers })
}

function missing(path: string): RequestError {
  return new RequestError(
    404,
    'NOT_FOUND',
    `There is nothing at ${JSON.stringify(path.slice(0, 200))}. /api/v1/openapi.json lists what there is.`,
  )
}

function gauges(counts: object): { [name: string]: number } {
  const snake = (name: string): string => name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [snake(name), Number(count)]))
}
