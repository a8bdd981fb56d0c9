import type { Context, Hono } from 'hono'
import { plainToJson } from '@seetrain/core'
import { authenticate, requireScope, type Caller } from '../auth/authenticate.ts'
import type { RouteAnswer, RouteContract, RouteInput } from '../api/route.ts'
import { ROUTES } from '../api/routes.ts'
import type { HubParts, HubRequest } from './hub-parts.ts'
import { readInput } from './read-input.ts'
import { RequestError } from '../errors/request-error.ts'

/** What node-server hands over, and what a request carries along. */
export interface HubEnv {
  Bindings: { incoming?: { socket?: { remoteAddress?: string } } }
  Variables: { caller?: Caller; route?: string }
}

type Handler<Contract extends RouteContract> = (
  input: RouteInput<Contract>,
  request: HubRequest,
) => Promise<RouteAnswer<Contract> | Response> | RouteAnswer<Contract> | Response

export type Handlers = { [Name in keyof typeof ROUTES]: Handler<(typeof ROUTES)[Name]> }

/** Puts every route of the table on the app: limits, token, validation, handler, answer. */
export function mountRoutes(app: Hono<HubEnv>, handlers: Handlers, parts: HubParts): void {
  for (const name of Object.keys(ROUTES) as (keyof Handlers)[]) {
    const contract: RouteContract = ROUTES[name]
    // the handler belongs to the contract of the same name
    const handler: Handler<RouteContract> = handlers[name]
    app.on(contract.method, contract.path, context => serve(context, contract, handler, parts))
  }
}

async function serve(
  context: Context<HubEnv>,
  contract: RouteContract,
  handler: Handler<RouteContract>,
  parts: HubParts,
): Promise<Response> {
  context.set('route', contract.path)
  const caller = admit(context, contract, parts)
  const input = await readInput(context, contract, parts)
  const { raw } = context.req
  const answer = await handler(input, {
    raw,
    isHead: raw.method === 'HEAD',
    caller,
    signal: raw.signal,
  })
  // no instanceof: answers of the adapter may be of another class
  if (isResponse(answer)) return answer
  return Response.json(plainToJson(answer), {
    status: contract.status ?? 200,
    headers: { 'cache-control': 'no-store' },
  })
}

/** Finds out who asks, and refuses who may not. */
export function admit(context: Context<HubEnv>, { scope }: Pick<RouteContract, 'scope'>, parts: HubParts): Caller {
  const address = addressOf(context)
  const { headers } = context.req.raw
  // who only wants to know whether a token is needed, or to try another one, is not refused for a wrong one
  const caller =
    scope === 'open' ? openCaller(headers, address, parts) : authenticate(headers, address, parts.authentication)
  context.set('caller', caller)
  limitRequests(caller, parts)
  if (scope !== 'open') requireScope(caller, scope)
  return caller
}

function openCaller(headers: Headers, address: string, parts: HubParts): Caller {
  try {
    return authenticate(headers, address, parts.authentication)
  } catch (error) {
    if (error instanceof RequestError && error.status === 401) return { name: address }
    throw error
  }
}

function limitRequests(caller: Caller, { requestLimit, authentication }: HubParts): void {
  // who may do everything on this machine anyway is not slowed down
  const wait = authentication.isOpen() ? 0 : requestLimit.take(caller.name)
  if (wait === 0) return
  throw new RequestError(429, 'TOO_MANY_REQUESTS', `More requests came than the hub takes. Wait ${wait} s.`, {
    headers: { 'retry-after': String(wait) },
  })
}

export function addressOf(context: Context<HubEnv>): string {
  return context.env.incoming?.socket?.remoteAddress ?? 'unknown'
}

export function isResponse(value: unknown): value is Response {
  return typeof value === 'object' && value !== null && 'headers' in value && 'status' in value && 'body' in value
}
