import { promisify } from 'node:util'
import type { Clock, Fetch } from '@seetrain/core'
import { HubRefusedError } from './hub-refused-error.ts'

export interface HubConnectionOptions {
  url: string
  token: string | undefined
  fetch: Fetch
  clock: Clock
}

export interface HubRequest {
  method: 'HEAD' | 'PUT'
  path: string
  headers?: { [name: string]: string }
  body?: Uint8Array
  signal: AbortSignal
}

/** Answers that say where to go on, rather than that something is wrong. */
export type HubAnswer = { status: number; uploadOffset: number | undefined }

/** Smaller bodies are not worth packing. */
const LEAST_PACKED_BYTES = 4096
const LONGEST_WAIT_MS = 10_000
const FIRST_WAIT_MS = 1000

/** Requests to a hub: with the token, packed where the way is long, and again when the hub asks to wait. */
export class HubConnection {
  readonly #options: HubConnectionOptions
  readonly #isNear: boolean

  constructor(options: HubConnectionOptions) {
    this.#options = options
    this.#isNear = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(new URL(options.url).hostname)
  }

  /** Sends until the hub has an answer that is no "later". `expected`: statuses that are no error. */
  async send(request: HubRequest, expected: readonly number[]): Promise<HubAnswer> {
    const packed = await this.#pack(request)
    for (;;) {
      const response = await this.#fetch(packed)
      const wait = waitOf(response)
      if (wait === undefined) return this.#read(request, response, expected)
      await response.body?.cancel()
      await this.#pause(wait, request.signal)
    }
  }

  #fetch({ method, path, headers, body, signal }: HubRequest): Promise<Response> {
    const { url, token, fetch } = this.#options
    return fetch(url.replace(/\/+$/, '') + path, {
      method,
      headers: { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      ...(body !== undefined && { body: body as Uint8Array<ArrayBuffer> }),
      redirect: 'error',
      signal,
    })
  }

  async #read(request: HubRequest, response: Response, expected: readonly number[]): Promise<HubAnswer> {
    const { status } = response
    const text = await response.text()
    const offset = response.headers.get('upload-offset')
    // a conflict that names no place to go on from is for a person to solve
    if (!expected.includes(status) || (status === 409 && offset === null))
      throw new HubRefusedError(`${request.method} ${request.path}`, status, reasonOf(text))
    return { status, uploadOffset: offset === null ? undefined : Number(offset) }
  }

  // what is stored here is on the same disk as the hub, or one that is as fast
  async #pack(request: HubRequest): Promise<HubRequest> {
    const { body } = request
    if (body === undefined) return request
    if (this.#isNear || body.length < LEAST_PACKED_BYTES || request.headers?.['content-range'] !== undefined)
      return { ...request, headers: withDigest(request.headers, body) }
    const { zstdCompress } = process.getBuiltinModule('node:zlib')
    const packed = await promisify(zstdCompress)(body)
    return { ...request, body: packed, headers: withDigest({ ...request.headers, 'content-encoding': 'zstd' }, packed) }
  }

  #pause(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        timer.cancel()
        reject(signal.reason as Error)
      }
      const timer = this.#options.clock.setTimer(() => {
        signal.removeEventListener('abort', giveUp)
        resolve()
      }, milliseconds)
      signal.addEventListener('abort', giveUp, { once: true })
    })
  }
}

function withDigest(headers: { [name: string]: string } | undefined, body: Uint8Array): { [name: string]: string } {
  const digest = process.getBuiltinModule('node:crypto').createHash('sha256').update(body).digest('base64')
  return { ...headers, 'content-digest': `sha-256=:${digest}:` }
}

/** Milliseconds that the hub asks to wait. */
function waitOf({ status, headers }: Response): number | undefined {
  const seconds = Number(headers.get('retry-after'))
  if ((status !== 429 && status !== 503) || !headers.has('retry-after')) return undefined
  return Math.min(Math.max(seconds * 1000 || FIRST_WAIT_MS, 1), LONGEST_WAIT_MS)
}

function reasonOf(text: string): string {
  try {
    const { error } = JSON.parse(text) as { error?: { message?: unknown } }
    if (typeof error?.message === 'string') return error.message
  } catch {
    // a proxy in between speaks HTML
  }
  return text === '' ? 'without a reason.' : text.replace(/\s+/g, ' ').slice(0, 200)
}
