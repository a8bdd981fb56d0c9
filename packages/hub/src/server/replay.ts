import { errorText, type Clock, type Fetch } from '@seetrain/core'
import { RequestError } from '../errors/request-error.ts'

export interface ReplayParts {
  fetch: Fetch
  clock: Clock
  /** Origins that may be asked; undefined: any. */
  origins: ReadonlySet<string> | undefined
}

export interface ReplayRequest {
  /** Of the API, without `/chat/completions`. */
  address: string
  key?: string | undefined
  request: { [name: string]: unknown }
}

export interface ReplayAnswer {
  /** As the endpoint gave it. */
  status: number
  milliseconds: number
  /** JSON where it is, else the text. */
  body: unknown
}

const LONGEST_WAIT_MS = 5 * 60_000
const LARGEST_ANSWER = 16 * 1024 * 1024

/**
 * One request to an endpoint that speaks as OpenAI does. A browser could not: such endpoints refuse pages of other
 * sites, and the page's own policy lets it talk to the hub alone. The key goes there and nowhere else.
 */
export async function replay(
  { request, ...endpoint }: ReplayRequest,
  parts: ReplayParts,
  signal: AbortSignal,
): Promise<ReplayAnswer> {
  const start = parts.clock.now()
  const response = await askEndpoint({ ...endpoint, request: { ...request, stream: false } }, parts, signal)
  const body = jsonOrText(await readText(response, endpoint.address))
  return { status: response.status, milliseconds: parts.clock.now() - start, body }
}

/** Sends the request; the answer is yet to be read. Throws a `RequestError` where there is none. */
export async function askEndpoint(
  { address, key, request }: ReplayRequest,
  { fetch, origins }: ReplayParts,
  signal: AbortSignal,
): Promise<Response> {
  const url = new URL(address)
  checkTarget(url, origins)
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/chat/completions`
  try {
    return await fetch(url, {
      method: 'POST',
      // an answer that points elsewhere must not take the key there
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(LONGEST_WAIT_MS)]),
      headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) },
      body: JSON.stringify(request),
    })
  } catch (error) {
    throw unreachable(address, error)
  }
}

function checkTarget({ origin, username, password }: URL, origins: ReplayParts['origins']): void {
  if (username !== '' || password !== '')
    throw new RequestError(400, 'INVALID_REQUEST', 'address: it holds a password. Give the key as `key`.', {
      field: 'address',
    })
  if (origins === undefined || origins.has(origin)) return
  const known = [...origins].join(', ') || 'none'
  throw new RequestError(
    403,
    'REPLAY_NOT_ALLOWED',
    `address: this server sends requests to ${known} alone. Whoever runs it adds ${origin} with --replay-to.`,
    { field: 'address' },
  )
}

/** The text of an answer, as it comes. Throws a `RequestError` for one that breaks off or is too long. */
export async function* textOf(response: Response, address: string): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder()
  let size = 0
  try {
    for await (const piece of response.body ?? []) {
      size += piece.length
      if (size > LARGEST_ANSWER)
        throw new RequestError(424, 'ENDPOINT_FAILED', `The endpoint answered more than ${LARGEST_ANSWER} bytes.`)
      yield decoder.decode(piece, { stream: true })
    }
  } catch (error) {
    throw error instanceof RequestError ? error : unreachable(address, error)
  }
  yield decoder.decode()
}

export async function readText(response: Response, address: string): Promise<string> {
  let text = ''
  for await (const piece of textOf(response, address)) text += piece
  return text
}

export function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

function unreachable(address: string, error: unknown): RequestError {
  const why = error instanceof Error && error.cause !== undefined ? error.cause : error
  return new RequestError(
    424,
    'ENDPOINT_FAILED',
    `address: ${new URL(address).origin} gave no answer (${errorText(why)}). Is the address right, and does it run?`,
    { field: 'address', cause: error },
  )
}
