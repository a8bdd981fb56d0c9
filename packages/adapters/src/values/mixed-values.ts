import type { LogOptions, LogValues, MediaOptions, MediaType } from '@seetrain/core'
import { at, metricValues } from './metric-values.ts'
import { readMediaValue, type MediaValue } from './media-value.ts'

export interface MixedLog {
  points(values: LogValues, options: LogOptions): void
  media(type: MediaType, key: string, value: unknown, options: MediaOptions): void
}

/** Logs what comes in one object: numbers as metrics, strings as text, media values as what they say they are. */
export function logMixed(values: object, step: number | undefined, log: MixedLog): void {
  const numbers: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(values)) {
    const media: MediaValue | undefined =
      typeof value === 'string' ? { type: 'text', data: value } : readMediaValue(value)
    if (media) log.media(media.type, name, media.data, { ...at(step), ...media.options })
    else numbers[name] = value
  }
  if (Object.keys(numbers).length > 0) log.points(metricValues(numbers), at(step))
}
