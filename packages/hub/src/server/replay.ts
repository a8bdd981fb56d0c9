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
  { address, key, request }: ReplayRequest,
  { fetch, clock, origins }: ReplayParts,
  signal: AbortSignal,
): Promise<ReplayAnswer> {
  const url = new URL(address)
  checkTarget(url, origins)
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/chat/completions`
  const start = clock.now()
  try {
    const response = await fetch(url, {
      method: 'POST',
      // an answer that points elsewhere must not take the key there
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(LONGEST_WAIT_MS)]),
      headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) },
      body: JSON.stringify({ ...request, stream: false }),
    })
    const body = jsonOrText(await readText(response))
    return { status: response.status, milliseconds: clock.now() - start, body }
  } catch (error) {
    if (error instanceof RequestError) throw error
    throw unreachable(url, error)
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

async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  for await (const piece of response.body ?? []) {
    size += piece.length
    if (size > LARGEST_ANSWER)
      throw new RequestError(424, 'ENDPOINT_FAILED', `The endpoint answered more than ${LARGEST_ANSWER} bytes.`)
    text += decoder.decode(piece, { stream: true })
  }
  return text + decoder.decode()
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

function unreachable(url: URL, error: unknown): RequestError {
  const why = error instanceof Error && error.cause !== undefined ? error.cause : error
  return new RequestError(
    424,
    'ENDPOINT_FAILED',
    `address: ${url.origin} gave no answer (${errorText(why)}). Is the address right, and does it run?`,
    { field: 'address', cause: error },
  )
}
