import type { ErrorStatus, ExportAnswer, Requests, Signal } from './messages.ts'
import { decodeProtobuf, encodeProtobuf } from './protobuf.ts'
import { withByteIds, withHexIds } from './span-ids.ts'

export type Encoding = 'protobuf' | 'json'

export const MEDIA_TYPES = { protobuf: 'application/x-protobuf', json: 'application/json' } as const satisfies {
  [encoding in Encoding]: string
}

const REQUESTS = { traces: 'TraceRequest', metrics: 'MetricsRequest', logs: 'LogsRequest' } as const
const ANSWERS = { traces: 'TracesAnswer', metrics: 'MetricsAnswer', logs: 'LogsAnswer' } as const

export function encodeRequest<S extends Signal>(signal: S, request: Requests[S], encoding: Encoding): Uint8Array {
  if (encoding === 'json') return toJson(request)
  return encodeProtobuf(REQUESTS[signal], withByteIds(request))
}

/** A request as it was sent. Throws for bytes that are none; what is in it is not checked. */
export function decodeRequest<S extends Signal>(signal: S, bytes: Uint8Array, encoding: Encoding): Requests[S] {
  if (encoding === 'json') return fromJson(bytes)
  return withHexIds(decodeProtobuf(REQUESTS[signal], bytes))
}

export function encodeAnswer(signal: Signal, answer: ExportAnswer, encoding: Encoding): Uint8Array {
  return encoding === 'json' ? toJson(answer) : encodeProtobuf(ANSWERS[signal], answer)
}

export function decodeAnswer(signal: Signal, bytes: Uint8Array, encoding: Encoding): ExportAnswer {
  if (bytes.length === 0) return {}
  return encoding === 'json' ? fromJson(bytes) : decodeProtobuf(ANSWERS[signal], bytes)
}

export function encodeError(status: ErrorStatus, encoding: Encoding): Uint8Array {
  return encoding === 'json' ? toJson(status) : encodeProtobuf('ErrorStatus', status)
}

export function decodeError(bytes: Uint8Array, encoding: Encoding): ErrorStatus {
  return encoding === 'json' ? fromJson(bytes) : decodeProtobuf('ErrorStatus', bytes)
}

function toJson(message: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(message, jsonMember))
}

// what JSON has no number for is a text, and bytes are base64
function jsonMember(_: string, value: unknown): unknown {
  if (Object.is(value, -0)) return '-0'
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  return value
}

function fromJson(bytes: Uint8Array): object {
  const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  throw new SyntaxError('it is no JSON object')
}
