import type { Context, Hono } from 'hono'
import { writingOf } from '../../server/handlers/run-handlers.ts'
import type { HubParts } from '../../server/hub-parts.ts'
import { admit, isResponse, type HubEnv } from '../../server/mount-routes.ts'
import { announcedLength, readBody } from '../../server/read-body.ts'
import { asObject, isShallow, type Loose } from '../otlp/loose.ts'
import type { RouteTable } from './match-route.ts'
import { failure, success } from './mlflow-answer.ts'
import type { MlflowDoor } from './mlflow-door.ts'
import { mlflowRoutes } from './mlflow-routes.ts'
import { SPOKEN_VERSION } from './routes/server-info.ts'
import { ArtifactServer, piecesOf } from './serve-artifacts.ts'
import { parseExact } from './wire/exact-json.ts'
import { invalidParameter, MlflowError } from './wire/mlflow-error.ts'
import { readFields, type Given } from './wire/read-fields.ts'

const LARGEST_BODY = 32 * 1024 * 1024
const PREFIXES = ['/api', '/ajax-api']
/** Addresses of MLflow's page that stand outside of the API. */
const PAGE_PATHS = ['/get-artifact', '/model-versions/get-artifact']
/** What comes with a body that is a file. */
const UPLOAD = 'upload-artifact'
const VERSIONS = ['2.0', '3.0'] as const

interface Served {
  routes: RouteTable
  artifacts: ArtifactServer
}

const served = new WeakMap<MlflowDoor, Served>()

/** The addresses of MLflow's tracking server. */
export function mountMlflow(app: Hono<HubEnv>, parts: HubParts): void {
  const plain = { 'cache-control': 'no-store' }
  app.get('/version', context => context.text(SPOKEN_VERSION, 200, plain))
  app.get('/health', context => context.text('OK', 200, plain))
  app.all('//*', async ({ req }, next) => withoutEmptyParts(req.raw.url) ?? (await next()))
  for (const path of PAGE_PATHS) app.get(path, context => answered(parts, () => callRoute(context, '/', '2.0', parts)))
  for (const prefix of PREFIXES) {
    for (const version of VERSIONS)
      app.all(`${prefix}/${version}/mlflow/*`, context =>
        answered(parts, () => callRoute(context, `${prefix}/${version}/mlflow/`, version, parts)),
      )
    app.all(`${prefix}/2.0/mlflow-artifacts/*`, context =>
      answered(parts, () => callArtifacts(context, `${prefix}/2.0/mlflow-artifacts/`, parts)),
    )
  }
}

const OURS = /^\/(?:(?:ajax-)?api\/[23]\.0\/mlflow|get-artifact$|model-versions\/get-artifact$)/

/** Who writes a slash at the end of the server's address has clients that ask for `//api`: they are sent on. */
function withoutEmptyParts(url: string): Response | undefined {
  const { pathname, search } = new URL(url)
  const path = pathname.replace(/\/{2,}/g, '/')
  return OURS.test(path) ? new Response(null, { status: 308, headers: { location: path + search } }) : undefined
}

async function answered({ logger }: HubParts, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work()
  } catch (error) {
    return failure(error, logger)
  }
}

async function callRoute(
  context: Context<HubEnv>,
  prefix: string,
  version: (typeof VERSIONS)[number],
  parts: HubParts,
): Promise<Response> {
  context.set('route', `${prefix}*`)
  const { raw } = context.req
  const { pathname, searchParams } = new URL(raw.url)
  // who may not read is told nothing, not even what there is
  const caller = admit(context, { scope: 'read' }, parts)
  const { routes } = servedBy(parts)
  const method = raw.method === 'HEAD' ? 'GET' : raw.method
  const matched = routes.find(version, method, pathname.slice(prefix.length))
  if (matched === undefined) throw notImplemented(raw.method, pathname)
  if (matched.scope === 'write') admit(context, { scope: 'write' }, parts)
  const { handler, params } = matched
  const call = async (given: Given): Promise<Response> => {
    const pieces = (): AsyncIterable<Uint8Array> => piecesOf(raw)
    const answer = await handler({ given, params, pieces, fields: wanted => readFields(given, wanted) })
    return isResponse(answer) ? answer : success(answer)
  }
  if (method === 'GET' || pathname.endsWith(`/${UPLOAD}`)) return call({ from: 'query', members: searchParams })
  return parts.budget.spend(announcedLength(raw, LARGEST_BODY), async () => {
    const answer = await call(await readJsonBody(raw))
    if (method === 'POST' && pathname.endsWith('runs/create')) parts.audit.write(caller.name, 'mlflow-start', {})
    return answer
  })
}

async function callArtifacts(context: Context<HubEnv>, prefix: string, parts: HubParts): Promise<Response> {
  context.set('route', `${prefix}*`)
  const { raw } = context.req
  const { pathname, searchParams: query } = new URL(raw.url)
  const path = pathname.slice(prefix.length)
  const isRead = raw.method === 'GET' || raw.method === 'HEAD'
  // a part comes without a token: the id of its upload is one
  if (!path.startsWith('mpu/parts/')) admit(context, { scope: isRead ? 'read' : 'write' }, parts)
  const { artifacts } = servedBy(parts)
  const answer = artifacts.serve({ raw, method: raw.method, path, query, body: () => readJsonBody(raw) })
  if (answer === undefined) throw notImplemented(raw.method, pathname)
  return answer
}

function servedBy(parts: HubParts): Served {
  const door = writingOf(parts).mlflow.open()
  let known = served.get(door)
  if (known === undefined)
    served.set(door, (known = { routes: mlflowRoutes(door), artifacts: new ArtifactServer(door) }))
  return known
}

function notImplemented(method: string, path: string): MlflowError {
  return new MlflowError('NOT_IMPLEMENTED', `${method} ${path.slice(0, 200)} is not implemented by this hub.`)
}

/** A body that is missing or no JSON counts as empty, and text in JSON is read once more: earlier clients wrap it twice. */
async function readJsonBody(raw: Request): Promise<Given> {
  const type = raw.headers.get('content-type')
  const { bytes } = await readBody(raw, LARGEST_BODY)
  if (bytes.length === 0) return { from: 'body', members: {} }
  if (!/^application\/json\b/i.test(type ?? ''))
    throw new MlflowError('BAD_REQUEST', 'Bad Request. Content-Type must be one of application/json.')
  const members = membersOf(bytes, JSON.parse)
  if (!isShallow(members)) throw invalidParameter('The body is nested too deep. Send what is deep as a text of JSON.')
  return { from: 'body', members, exact: () => membersOf(bytes, parseExact) }
}

type Parse = (text: string) => unknown

function membersOf(bytes: Uint8Array, parse: Parse): Loose {
  try {
    const once = parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return asObject(typeof once === 'string' ? parse(once) : once)
  } catch {
    return {}
  }
}
