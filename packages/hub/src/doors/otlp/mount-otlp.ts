import type { Context, Hono } from 'hono'
import { decodeRequest, type Encoding, type Requests, type Signal } from '@seetrain/otlp'
import { RequestError } from '../../errors/request-error.ts'
import { writingOf } from '../../server/handlers/run-handlers.ts'
import type { HubParts } from '../../server/hub-parts.ts'
import { admit, type HubEnv } from '../../server/mount-routes.ts'
import { announcedLength, readBody } from '../../server/read-body.ts'
import { ofExperiment } from '../mlflow/trace-target.ts'
import type { ReadRequest } from './arrival.ts'
import type { OtlpIntake } from './otlp-intake.ts'
import { failure, success } from './otlp-answer.ts'
import { readLogs } from './read-logs.ts'
import { readMetrics } from './read-metrics.ts'
import { completedCall, readTraces, type ReadTracesOptions } from './read-traces.ts'

const SIGNALS: readonly Signal[] = ['traces', 'metrics', 'logs']
const ENCODINGS: { readonly [mediaType: string]: Encoding } = {
  'application/x-protobuf': 'protobuf',
  'application/protobuf': 'protobuf',
  'application/json': 'json',
}
/** Unpacked. A sender splits what is more. */
const LARGEST_REQUEST = 32 * 1024 * 1024

/** The addresses that exporters of OpenTelemetry send to. */
export function mountOtlp(app: Hono<HubEnv>, parts: HubParts): void {
  for (const signal of SIGNALS) app.post(`/v1/${signal}`, context => receive(context, signal, parts))
}

async function receive(context: Context<HubEnv>, signal: Signal, parts: HubParts): Promise<Response> {
  context.set('route', `/v1/${signal}`)
  const { raw } = context.req
  const mediaType = raw.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? ''
  const encoding = Object.hasOwn(ENCODINGS, mediaType) ? ENCODINGS[mediaType] : undefined
  try {
    const caller = admit(context, { scope: 'write' }, parts)
    if (encoding === undefined) throw unknownMediaType(mediaType)
    return await parts.budget.spend(announcedLength(raw, LARGEST_REQUEST), async () => {
      const { bytes } = await readBody(raw, LARGEST_REQUEST)
      return take(signal, encoding, bytes, { who: caller.name, headers: raw.headers, parts })
    })
  } catch (error) {
    return failure(error, encoding ?? 'json', parts.logger)
  }
}

interface Sender {
  who: string
  headers: Headers
  parts: HubParts
}

function take(signal: Signal, encoding: Encoding, bytes: Uint8Array, { who, headers, parts }: Sender): Response {
  const { otlp, mlflow } = writingOf(parts)
  const { arrivals, rejected, reason } = READERS[signal](decoded(signal, bytes, encoding), otlp, parts)
  const { tooLarge, started } = otlp.take(ofExperiment(arrivals, headers, mlflow))
  for (const target of started) parts.audit.write(who, 'otlp-start', { target })
  parts.metrics.count('otlp_bytes', bytes.length)
  const why = [reason, tooLarge > 0 ? `${tooLarge} records larger than the journal takes` : undefined]
  return success(signal, encoding, rejected + tooLarge, why.filter(words => words !== undefined).join('; '))
}

const READERS: { readonly [signal in Signal]: (request: object, intake: OtlpIntake, parts: HubParts) => ReadRequest } =
  {
    traces: (request, intake, parts) => readTraces(request, tracesOptions(intake, parts)),
    metrics: request => readMetrics(request),
    logs: (request, intake, parts) =>
      readLogs(request, {
        now: parts.clock.now(),
        addEvent: (traceId, spanId, event) => intake.callEvents.add(traceId, spanId, event),
        completedCall: call => completedCall(call, tracesOptions(intake, parts)),
      }),
  }

function tracesOptions({ callEvents, callCost }: OtlpIntake, { blobs }: HubParts): ReadTracesOptions {
  return { callCost, callEvents, storeBlob: (bytes, mime) => blobs.put(bytes, mime) }
}

function decoded<S extends Signal>(signal: S, bytes: Uint8Array, encoding: Encoding): Requests[S] {
  try {
    return decodeRequest(signal, bytes, encoding)
  } catch (error) {
    throw new RequestError(
      400,
      'NOT_OTLP',
      `body: it is no request of OTLP for ${signal} in ${encoding}, as its Content-Type says: ${String((error as Error).message).slice(0, 200)}.`,
      { field: 'body', cause: error },
    )
  }
}

function unknownMediaType(mediaType: string): RequestError {
  return new RequestError(
    415,
    'UNKNOWN_MEDIA_TYPE',
    `Content-Type: ${JSON.stringify(mediaType.slice(0, 60))} is not taken here. Use application/x-protobuf or application/json.`,
    { field: 'Content-Type' },
  )
}
