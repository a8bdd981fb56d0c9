import type { LogValues } from '@seetrain/core'
import { films } from './films.ts'
import { readMediaValue, type MediaValue } from './media-value.ts'
import { metricValues } from './metric-values.ts'

export interface MixedValues {
  numbers: LogValues
  media: (MediaValue & { key: string })[]
}

/** Tells apart what comes in one object: numbers are metrics, strings text, media values what they say they are. */
export function splitMixed(values: object): MixedValues {
  const numbers: LogValues = {}
  const media: MixedValues['media'] = []
  for (const [key, value] of Object.entries(values)) {
    const medium: MediaValue | undefined =
      typeof value === 'string' ? { type: 'text', data: value } : readMediaValue(value)
    if (medium) media.push(...named(key, medium))
    else numbers[key] = value
  }
  return { numbers: metricValues(numbers), media }
}

/** A batch of films is a film each. */
function named(key: string, medium: MediaValue): MixedValues['media'] {
  const all = medium.type === 'video' ? films(medium.data) : [medium.data]
  return all.map((data, index) => ({ ...medium, data, key: index === 0 ? key : `${key}/${index}` }))
}
