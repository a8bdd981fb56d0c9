import { InvalidArgumentError } from '@seetrain/core'
import type { Encoding, Signal } from '@seetrain/otlp'
import type { Certificates } from './certified-fetch.ts'
import { addressRemedy, SIGNALS, type OtlpSinkOptions } from './otlp-options.ts'
import { exporterVariable, ownVariable, pairsIn, type Environment } from './variables.ts'

/** Where requests of one signal go, and how. */
export interface Destination {
  url: string
  headers: { [name: string]: string }
  encoding: Encoding
  gzip: boolean
  /** Longest time of one request. Absent: as long as a delivery may take. */
  timeoutMs?: number
  certificates?: Certificates
}

/** What is sent: what was asked for, else what has an address and is not switched off by `OTEL_TRACES_EXPORTER=none`. */
export function signalsOf(
  { signals, endpoint }: OtlpSinkOptions,
  environment: Environment = process.env,
): readonly Signal[] {
  if (signals !== undefined) return signals
  const wanted = SIGNALS.filter(signal => environment[`OTEL_${signal.toUpperCase()}_EXPORTER`]?.trim() !== 'none')
  const addressed = wanted.filter(
    signal => endpoint !== undefined || exporterVariable(signal, 'ENDPOINT', environment) !== undefined,
  )
  return addressed.length > 0 ? addressed : wanted
}

/** The variables are those of OpenTelemetry's exporters. */
export function destinationOf(
  signal: Signal,
  options: OtlpSinkOptions,
  environment: Environment = process.env,
): Destination {
  const headers = { ...pairsIn(exporterVariable(signal, 'HEADERS', environment)?.value), ...options.headers }
  const timeoutMs = options.timeoutMs ?? timeoutOf(signal, environment)
  const certificates = certificatesOf(signal, options, environment)
  return {
    url: urlOf(signal, options, environment),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    encoding: options.protocol ?? encodingOf(signal, environment),
    gzip: (options.compression ?? compressionOf(signal, environment)) === 'gzip',
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(Object.keys(certificates).length > 0 && { certificates }),
  }
}

function urlOf(signal: Signal, { endpoint }: OtlpSinkOptions, environment: Environment): string {
  const own = environment[ownVariable(signal, 'ENDPOINT')]?.trim()
  // the address of one signal is used as it is
  if (endpoint === undefined && own && URL.canParse(own) && /^https?:/.test(own)) return own
  const base = endpoint ?? (own || environment['OTEL_EXPORTER_OTLP_ENDPOINT']?.trim() || undefined)
  const remedy = base === undefined ? NO_ADDRESS : addressRemedy(base)
  if (remedy !== undefined) throw new InvalidArgumentError('sink otlp, option "endpoint"', base, remedy)
  return `${base!.replace(/\/+$/, '')}/v1/${signal}`
}

const NO_ADDRESS =
  'Give it, or set OTEL_EXPORTER_OTLP_ENDPOINT, to the address of a receiver, such as http://127.0.0.1:4318.'

function encodingOf(signal: Signal, environment: Environment): Encoding {
  const { name, value } = exporterVariable(signal, 'PROTOCOL', environment) ?? DEFAULT_PROTOCOL
  if (value === 'http/protobuf') return 'protobuf'
  if (value === 'http/json') return 'json'
  throw new InvalidArgumentError(
    name,
    value,
    'Use http/protobuf or http/json, at the port for HTTP (usually 4318), or the option protocol: "protobuf".',
  )
}

const DEFAULT_PROTOCOL = { name: '', value: 'http/protobuf' }

function compressionOf(signal: Signal, environment: Environment): string {
  const { name, value } = exporterVariable(signal, 'COMPRESSION', environment) ?? { name: '', value: 'gzip' }
  if (value !== 'gzip' && value !== 'none') throw new InvalidArgumentError(name, value, 'Use gzip or none.')
  return value
}

function timeoutOf(signal: Signal, environment: Environment): number | undefined {
  const variable = exporterVariable(signal, 'TIMEOUT', environment)
  if (variable === undefined) return undefined
  const milliseconds = Number(variable.value)
  if (milliseconds >= 1) return milliseconds
  throw new InvalidArgumentError(variable.name, variable.value, 'Give a number of milliseconds, such as 10000.')
}

function certificatesOf(signal: Signal, options: OtlpSinkOptions, environment: Environment): Certificates {
  const certificates: Certificates = {}
  for (const [option, ending] of CERTIFICATES) {
    const file = options[option] ?? exporterVariable(signal, ending, environment)?.value
    if (file !== undefined) certificates[option] = file
  }
  return certificates
}

const CERTIFICATES = [
  ['certificate', 'CERTIFICATE'],
  ['clientCertificate', 'CLIENT_CERTIFICATE'],
  ['clientKey', 'CLIENT_KEY'],
] as const
