import { ROUTES } from '../api/routes.ts'
import { isBytes, type RouteAnswer, type RouteCall, type RouteContract } from '../api/route.ts'
import { decodeSeries, type DecodedSeries } from './decode-series.ts'
import { HubAnswerError } from './hub-answer-error.ts'

type Routes = typeof ROUTES

export interface HubClientOptions {
  /** Address of the hub: `http://127.0.0.1:7800`. */
  url: string
  token?: string
  fetch?: typeof globalThis.fetch
}

export interface CallOptions {
  signal?: AbortSignal
}

/** Talks to a hub. What it takes and gives follows from the routes. */
export class HubClient {
  readonly #options: HubClientOptions

  constructor(options: HubClientOptions) {
    this.#options = options
  }

  /** Calls a route that answers with JSON. Throws `HubAnswerError` for a refusal. */
  async call<Name extends keyof Routes>(
    name: Name,
    input: RouteCall<Routes[Name]>,
    options: CallOptions = {},
  ): Promise<RouteAnswer<Routes[Name]>> {
    const response = await this.request(name, input, options)
    return (await response.json()) as RouteAnswer<Routes[Name]>
  }

  /** Calls any route and gives the answer as it came; for bytes and events. */
  async request<Name extends keyof Routes>(
    name: Name,
    input: RouteCall<Routes[Name]>,
    { signal }: CallOptions = {},
  ): Promise<Response> {
    const contract: RouteContract = ROUTES[name]
    const { url, token, fetch = globalThis.fetch } = this.#options
    const { params, query, body } = input as { params?: object; query?: object; body?: unknown }
    const isJson = contract.body !== undefined && !isBytes(contract.body)
    const response = await fetch(url.replace(/\/+$/, '') + addressOf(contract.path, params, query), {
      method: contract.method,
      headers: {
        ...(isJson && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      ...(isJson && { body: JSON.stringify(body) }),
      ...(signal !== undefined && { signal }),
    })
    if (!response.ok) throw await HubAnswerError.from(response)
    return response
  }

  /** Series in columns. */
  async series(
    body: RouteCall<Routes['postSeries']>['body'],
    options: CallOptions = {},
  ): Promise<{ axis: string; series: DecodedSeries[] }> {
    const response = await this.request('postSeries', { body: { ...body, format: 'binary' } }, options)
    return decodeSeries(await response.arrayBuffer())
  }
}

function addressOf(path: string, params: object = {}, query: object = {}): string {
  const values = new Map<string, unknown>(Object.entries(params))
  const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(values.get(name))))
  const parts = Object.entries(query as Record<string, unknown>).flatMap(([name, value]) => {
    if (value === undefined) return []
    return [
      `${name}=${[value]
        .flat()
        .map(item => encodeURIComponent(String(item)))
        .join(',')}`,
    ]
  })
  return parts.length === 0 ? filled : `${filled}?${parts.join('&')}`
}
