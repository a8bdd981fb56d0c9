const BASE = '/api/v1'

/** The hub said no, or could not be reached. `message` is for people; `position` is where a filter went wrong. */
export class HubError extends Error {
  override readonly name = 'HubError'
  readonly status: number
  readonly code: string
  readonly position: number | undefined

  constructor(message: string, status: number, code: string, more: { position?: number; cause?: unknown } = {}) {
    super(message, { cause: more.cause })
    this.status = status
    this.code = code
    this.position = more.position
  }
}

export type Query = { [name: string]: string | number | boolean | readonly string[] | undefined }

/** `/api/v1` + path, with the members of `query` that are there; a list is its name several times. */
export function address(path: string, query: Query = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === '') continue
    for (const item of Array.isArray(value) ? value : [value]) search.append(name, String(item))
  }
  return BASE + path + (search.size > 0 ? `?${search}` : '')
}

export function getJson<Answer>(path: string, query?: Query, signal?: AbortSignal): Promise<Answer> {
  return send<Answer>('GET', address(path, query), undefined, signal)
}

export function sendJson<Answer>(
  method: 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<Answer> {
  return send<Answer>(method, address(path), body, signal)
}

export async function getText(path: string, signal?: AbortSignal): Promise<string> {
  const response = await reach(address(path), { signal: signal ?? null })
  return response.text()
}

/** What lies at an address of the hub, with its type. */
export async function getBytes(url: string, signal: AbortSignal): Promise<Blob> {
  return (await reach(url, { signal })).blob()
}

/** A question with a body whose answer is bytes. */
export async function postForBytes(path: string, body: unknown, signal?: AbortSignal): Promise<ArrayBuffer> {
  const headers = { 'content-type': 'application/json' }
  const init = { method: 'POST', headers, body: JSON.stringify(body), signal: signal ?? null }
  const response = await reach(address(path), init)
  return response.arrayBuffer()
}

/** A question whose answer comes as lines of JSON, each handed on as it arrives. */
export async function* postForLines<Line>(
  path: string,
  body: unknown,
  signal: AbortSignal,
): AsyncGenerator<Line, void, undefined> {
  const headers = { 'content-type': 'application/json' }
  const response = await reach(address(path), { method: 'POST', headers, body: JSON.stringify(body), signal })
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    const lines = (rest + piece.value).split('\n')
    rest = lines.pop()!
    for (const line of lines) if (line !== '') yield JSON.parse(line) as Line
  }
}

async function send<Answer>(method: string, url: string, body: unknown, signal?: AbortSignal): Promise<Answer> {
  const response = await reach(url, {
    method,
    signal: signal ?? null,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
  })
  const text = await response.text()
  return (text === '' ? undefined : JSON.parse(text)) as Answer
}

/** `fetch` that throws a `HubError` for every answer that is none. */
async function reach(url: string, init: RequestInit): Promise<Response> {
  let response: Response
  try {
    response = await fetch(url, init)
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new HubError('The hub does not answer. Is `seetrain ui` still running?', 0, 'UNREACHABLE')
  }
  if (!response.ok) throw await errorOf(response)
  return response
}

async function errorOf(response: Response): Promise<HubError> {
  const { error } = (await response.json().catch(() => ({}))) as { error?: ErrorBody }
  const message = error?.message ?? `The hub answered ${response.status} ${response.statusText}`.trim()
  return new HubError(message, response.status, error?.code ?? 'UNKNOWN', {
    ...(error?.position !== undefined && { position: error.position }),
  })
}

interface ErrorBody {
  code?: string
  message?: string
  position?: number
}
