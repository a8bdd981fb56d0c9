import { promisify } from 'node:util'
import { RejectedBatchError, SeeTrainError, type SinkRun } from '@seetrain/core'
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
import { patientRequest } from '../http/patient-request.ts'
import { certifiedFetch } from './certified-fetch.ts'
import { destinationOf, type Destination } from './destination.ts'
import { OtlpRefusedError } from './otlp-refused-error.ts'
import { OtlpUnreachableError } from './otlp-unreachable-error.ts'
import type { OtlpSinkOptions } from './otlp-options.ts'
import { SignalMissingError } from './signal-missing-error.ts'
import { timedFetch } from './timed-fetch.ts'

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
    const answered = this.#post(destination, body, signal)
    const response = await answered.catch((error: unknown) => {
      throw signal.aborted || SeeTrainError.isInstance(error) ? error : new OtlpUnreachableError(destination.url, error)
    })
    await this.#read(name, destination, response)
  }

  #post(destination: Destination, body: Uint8Array, signal: AbortSignal): Promise<Response> {
    const { url, certificates, timeoutMs } = destination
    const { fetch, clock } = this.#run
    const timed = timedFetch(certificates ? certifiedFetch(certificates) : fetch, clock, timeoutMs)
    return patientRequest({ fetch: timed, clock }, url, {
      method: 'POST',
      headers: headersOf(destination),
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
}

const WORDS = { traces: 'spans', metrics: 'data points', logs: 'log records' } as const

function headersOf({ headers, encoding, gzip }: Destination): { [name: string]: string } {
  return { ...headers, 'content-type': MEDIA_TYPES[encoding], ...(gzip && { 'content-encoding': 'gzip' }) }
}

function pack(bytes: Uint8Array): Promise<Uint8Array> {
  return promisify(process.getBuiltinModule('node:zlib').gzip)(bytes)
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
  return text === '' ? 'without a reason' : text.slice(0, 200)
}
