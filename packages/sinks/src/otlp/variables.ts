import type { Signal } from '@seetrain/otlp'

export type Environment = NodeJS.ProcessEnv

/** One of the variables of OpenTelemetry's exporters; that of the signal wins over the general one. Empty means unset. */
export function exporterVariable(
  signal: Signal,
  ending: string,
  environment: Environment,
): { name: string; value: string } | undefined {
  for (const name of [ownVariable(signal, ending), `OTEL_EXPORTER_OTLP_${ending}`]) {
    const value = environment[name]?.trim()
    if (value) return { name, value }
  }
  return undefined
}

export function ownVariable(signal: Signal, ending: string): string {
  return `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_${ending}`
}

/** `name=value,name=value`, as headers and attributes of resources are written; values are percent-encoded. */
export function pairsIn(text: string | undefined): { [name: string]: string } {
  const pairs: { [name: string]: string } = {}
  for (const pair of text?.split(',') ?? []) {
    const at = pair.indexOf('=')
    if (at > 0) pairs[pair.slice(0, at).trim()] = decoded(pair.slice(at + 1).trim())
  }
  return pairs
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
