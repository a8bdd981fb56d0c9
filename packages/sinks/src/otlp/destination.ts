import { InvalidArgumentError } from '@seetrain/core'
import type { Encoding, Signal } from '@seetrain/otlp'
import { isAddress, type OtlpSinkOptions } from './otlp-options.ts'

/** Where requests of one signal go, and how. */
export interface Destination {
  url: string
  headers: { [name: string]: string }
  encoding: Encoding
  gzip: boolean
}

/** The variables are those of OpenTelemetry's exporters; those of one signal win over the general ones. */
export function destinationOf(
  signal: Signal,
  options: OtlpSinkOptions,
  environment: NodeJS.ProcessEnv = process.env,
): Destination {
  const variable = (name: string): string | undefined =>
    environment[`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_${name}`] || environment[`OTEL_EXPORTER_OTLP_${name}`]
  return {
    url: urlOf(signal, options, environment),
    headers: { ...headersOf(variable('HEADERS')), ...lowerCased(options.headers ?? {}) },
    encoding: options.protocol ?? encodingOf(variable('PROTOCOL')),
    gzip: (options.compression ?? variable('COMPRESSION') ?? 'gzip') === 'gzip',
  }
}

function urlOf(signal: Signal, { endpoint }: OtlpSinkOptions, environment: NodeJS.ProcessEnv): string {
  const ofSignal = environment[`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT`]
  if (endpoint === undefined && ofSignal) return checked(ofSignal)
  const base = checked(endpoint ?? environment['OTEL_EXPORTER_OTLP_ENDPOINT'])
  return `${base.replace(/\/+$/, '')}/v1/${signal}`
}

function checked(address: string | undefined): string {
  if (address !== undefined && isAddress(address)) return address
  throw new InvalidArgumentError(
    'sink otlp, option "endpoint"',
    address,
    'Give it, or set OTEL_EXPORTER_OTLP_ENDPOINT, to the address of a receiver, such as http://127.0.0.1:4318.',
  )
}

function encodingOf(protocol: string | undefined): Encoding {
  if (protocol === undefined || protocol === 'http/protobuf') return 'protobuf'
  if (protocol === 'http/json') return 'json'
  throw new InvalidArgumentError(
    'OTEL_EXPORTER_OTLP_PROTOCOL',
    protocol,
    'Use http/protobuf or http/json, at the port for HTTP (usually 4318), or the option protocol: "protobuf".',
  )
}

/** `name=value,name=value`, each percent-encoded. */
function headersOf(text: string | undefined): { [name: string]: string } {
  const headers: { [name: string]: string } = {}
  for (const pair of text?.split(',') ?? []) {
    const [name = '', ...rest] = pair.split('=')
    if (name.trim() !== '' && rest.length > 0) headers[name.trim().toLowerCase()] = decoded(rest.join('=').trim())
  }
  return headers
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function lowerCased(headers: { readonly [name: string]: string }): { [name: string]: string } {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
