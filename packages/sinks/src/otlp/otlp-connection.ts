import { promisify } from 'node:util'
import { RejectedBatchError, type SinkRun } from '@seetrain/core'
import {
  decodeAnswer,
  decodeError,
  encodeRequest,
  MEDIA_TYPES,
  REJECTED,
  type Encoding,
  type Requests,
  type Signal,
} from '@seetrain/otlp'
import { destinationOf, type Destination } from './destination.ts'
import { OtlpRefusedError } from './otlp-refused-error.ts'
import type { OtlpSinkOptions } from './otlp-options.ts'
import { SignalMissingError } from './signal-missing-error.ts'

const FIRST_WAIT_MS = 1000
const LONGEST_WAIT_MS = 20_000
/** Answers by which a receiver says that it will take the request later. */
const LATER: readonly number[] = [429, 503]
const NO_SUCH_ADDRESS: readonly number[] = [404, 405, 501]
/** What is in the request is at fault, or its size: a smaller one may pass. */
const AT_FAULT: readonly number[] = [400, 413, 422]

/** Requests to a receiver: encoded, packed, sent again when it asks to wait, and its answer understood. */
export class OtlpConnection {
  readonly #options: OtlpSinkOptions
  readonly #run: Pick<SinkRun, 'fetch' | 'clock' | 'logger'>
  readonly #told = new Set<string>()

  constructor(options: OtlpSinkOptions, run: Pick<SinkRun, 'fetch' | 'clock' | 'logger'>) {
    this.#options = options
    this.#run = run
  }

  async send<S extends Signal>(name: S, request: Requests[S], signal: AbortSignal): Promise<void> {
    const destination = destinationOf(name, this.#options)
    const bytes = encodeRequest(name, request, destination.encoding)
    const body = destination.gzip ? await pack(bytes) : bytes
    for (;;) {
      const response = await this.#post(destination, body, signal)
      const wait = waitOf(response)
      if (wait === undefined) return this.#read(name, destination, response)
      await response.body?.cancel()
      await this.#pause(wait, signal)
    }
  }

  #post({ url, headers, encoding, gzip }: Destination, body: Uint8Array, signal: AbortSignal): Promise<Response> {
    return this.#run.fetch(url, {
      method: 'POST',
      headers: {
        ...headers,
        'content-type': MEDIA_TYPES[encoding],
        ...(gzip && { 'content-encoding': 'gzip' }),
      },
      body: body as Uint8Array<ArrayBuffer>,
      redirect: 'error',
      signal,
    })
  }

  async #read(name: Signal, { url }: Destination, response: Response): Promise<void> {
    const { status } = response
    const bytes = new Uint8Array(await response.arrayBuffer())
    const encoding = response.headers.get('content-type')?.includes('json') ? 'json' : 'protobuf'
    if (response.ok) return this.#readSuccess(name, url, bytes, encoding)
    if (NO_SUCH_ADDRESS.includes(status)) throw new SignalMissingError(name, url, status)
    const reason = reasonOf(bytes, response.headers.get('content-type'), encoding)
    if (AT_FAULT.includes(status)) throw new RejectedBatchError(`${url} answered ${status}: ${reason}`)
    throw new OtlpRefusedError(url, status, reason)
  }

  /** What a receiver took in part is not sent again: it would refuse the same things, and have the others twice. */
  #readSuccess(name: Signal, url: string, bytes: Uint8Array, encoding: Encoding): void {
    const partial = answerOf(name, bytes, encoding)
    const count = Number(partial?.[REJECTED[name]] ?? 0)
    const message = partial?.errorMessage ?? ''
    if (count === 0 && message === '') return
    if (this.#told.has(message)) return
    this.#told.add(message)
    const what = count === 0 ? `took all ${name}, and says` : `took none of ${count} ${WORDS[name]} of a request`
    this.#run.logger.warn(`otlp: ${url} ${what}: ${message || 'without a reason'}.`)
  }

  #pause(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        timer.cancel()
        reject(signal.reason as Error)
      }
      const timer = this.#run.clock.setTimer(() => {
        signal.removeEventListener('abort', giveUp)
        resolve()
      }, milliseconds)
      signal.addEventListener('abort', giveUp, { once: true })
    })
  }
}

const WORDS = { traces: 'spans', metrics: 'data points', logs: 'log records' } as const

function pack(bytes: Uint8Array): Promise<Uint8Array> {
  return promisify(process.getBuiltinModule('node:zlib').gzip)(bytes)
}

/** Milliseconds that the receiver asks to wait; undefined when it asks for nothing, or for more than one call may take. */
function waitOf({ status, headers }: Response): number | undefined {
  const text = headers.get('retry-after')
  if (!LATER.includes(status) || text === null) return undefined
  const seconds = Number(text)
  const wait = Number.isNaN(seconds) ? Date.parse(text) - Date.now() : seconds * 1000
  if (Number.isNaN(wait)) return FIRST_WAIT_MS
  return wait > LONGEST_WAIT_MS ? undefined : Math.max(wait, 1)
}

// some answer 200 with a page of their own
function answerOf(name: Signal, bytes: Uint8Array, encoding: Encoding) {
  try {
    return decodeAnswer(name, bytes, encoding).partialSuccess
  } catch {
    return undefined
  }
}

function reasonOf(bytes: Uint8Array, type: string | null, encoding: Encoding): string {
  try {
    const { message } = decodeError(bytes, encoding)
    if (typeof message === 'string' && message !== '') return message
  } catch {
    // a proxy in between speaks HTML
  }
  const text = type?.includes('protobuf') ? '' : new TextDecoder().decode(bytes).replace(/\s+/g, ' ').trim()
  return text === '' ? 'without a reason.' : text.slice(0, 200)
}
