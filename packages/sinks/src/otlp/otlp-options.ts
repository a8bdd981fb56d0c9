import type { Plain, PlainObject } from '@seetrain/core'
import type { Encoding, Signal } from '@seetrain/otlp'
import { checkSinkOptions, isBoolean, isOneOf, isText, type OptionCheck } from '../sink-options.ts'

export interface OtlpSinkOptions {
  /** Where the receiver is: `/v1/traces` and the like are put behind it. Default: `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  endpoint?: string
  /** Sent with each request, such as a token. They win over `OTEL_EXPORTER_OTLP_HEADERS`. */
  headers?: { readonly [name: string]: string }
  /** Default: protobuf, or what `OTEL_EXPORTER_OTLP_PROTOCOL` says. */
  protocol?: Encoding
  /** Default: gzip, or what `OTEL_EXPORTER_OTLP_COMPRESSION` says. */
  compression?: 'gzip' | 'none'
  /** What is sent. Without it everything that the receiver has an address for. */
  signals?: readonly Signal[]
  /** Longest time of one request, in milliseconds. Default: `OTEL_EXPORTER_OTLP_TIMEOUT`, else the courier's. */
  timeoutMs?: number
  /** PEM file of who vouches for the receiver. Default: `OTEL_EXPORTER_OTLP_CERTIFICATE`, else those that Node trusts. */
  certificate?: string
  /** PEM files for a receiver that asks who calls. Default: `OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE` and `_CLIENT_KEY`. */
  clientCertificate?: string
  clientKey?: string
  /** Further attributes of the sender, such as `deployment.environment.name`. */
  resource?: PlainObject
  /** Whether model calls carry the attributes of OpenInference too, for Phoenix. Default: true. */
  openInference?: boolean
  /** Pictures and sounds of messages up to this size travel inside the span, in bytes. Default: 262144. */
  largestBlob?: number
}

export const SIGNALS: readonly Signal[] = ['traces', 'metrics', 'logs']

const PEM = 'Give the path of a PEM file.'

const CHECKS: { [name in keyof OtlpSinkOptions]-?: OptionCheck } = {
  endpoint: addressRemedy,
  headers: said(isHeaders, 'Give an object of names and texts.'),
  protocol: isOneOf('protobuf', 'json'),
  compression: isOneOf('gzip', 'none'),
  signals: said(isSignals, `Give a list of: ${SIGNALS.join(', ')}.`),
  timeoutMs: said(value => typeof value === 'number' && value >= 1, 'Give a number of milliseconds, such as 10000.'),
  certificate: isText(PEM),
  clientCertificate: isText(PEM),
  clientKey: isText(PEM),
  resource: said(isTable, 'Give an object of attributes.'),
  openInference: isBoolean,
  largestBlob: said(
    value => Number.isSafeInteger(value) && Number(value) >= 0,
    'Give a number of bytes; 0 sends none.',
  ),
}

/** The options that a user wrote, checked. Without an endpoint the environment is asked for one when something is sent. */
export function otlpOptions(options: PlainObject): OtlpSinkOptions {
  return checkSinkOptions('otlp', options, CHECKS)
}

/** What to do about an endpoint; undefined when it is one. */
export function addressRemedy(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^https?:\/\//.test(value) || !URL.canParse(value))
    return 'Give the address of the receiver, such as http://127.0.0.1:4318.'
  const ending = /\/v1\/(?:traces|metrics|logs)\/*$/.exec(value)?.[0]
  return ending === undefined ? undefined : `Leave out ${ending}: it is put behind the endpoint.`
}

function said(check: (value: Plain) => boolean, remedy: string): OptionCheck {
  return value => (check(value) ? undefined : remedy)
}

function isTable(value: Plain): value is PlainObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isHeaders(value: Plain): boolean {
  return isTable(value) && Object.values(value).every(text => typeof text === 'string' && text !== '')
}

function isSignals(value: Plain): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(name => SIGNALS.includes(name as Signal))
}
