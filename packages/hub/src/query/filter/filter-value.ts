import { FilterSyntaxError } from '../../errors/filter-syntax-error.ts'
import type { FilterValue } from './parse-filter.ts'

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i
const SPAN = /^([+-]?\d+(?:\.\d+)?)(ms|s|m|h|d|w)$/i
const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}

/** What a bare value looks like: a number, true or false, else a text. */
export function readValue({ text, quoted }: FilterValue): number | string | boolean {
  if (quoted) return text
  if (NUMBER.test(text)) return Number(text)
  if (/^[+-]?Infinity$/.test(text)) return Number(text)
  if (text === 'true' || text === 'false') return text === 'true'
  return text
}

export function readNumber(value: FilterValue, parameter: string): number {
  const number = readValue(value)
  if (typeof number === 'number') return number
  throw new FilterSyntaxError(parameter, value.at, 'expected a number')
}

/** Milliseconds, or a number with a unit: `90s`, `1.5h`. */
export function readDuration(value: FilterValue, parameter: string): number {
  const span = SPAN.exec(value.text)
  if (span !== null) return Number(span[1]) * UNITS[span[2]!.toLowerCase()]!
  const number = readValue(value)
  if (typeof number === 'number') return number
  throw new FilterSyntaxError(parameter, value.at, 'expected a duration, such as 90s, 15m, 2h or milliseconds')
}

/** A moment: an ISO date, milliseconds since 1970, or before now: `-7d`. */
export function readMoment(value: FilterValue, now: number, parameter: string): number {
  const span = SPAN.exec(value.text)
  if (span !== null) return now + readDuration(value, parameter)
  const number = readValue(value)
  if (typeof number === 'number') return number
  const time = typeof number === 'string' && /^\d{4}-\d\d/.test(number) ? Date.parse(number) : Number.NaN
  if (!Number.isNaN(time)) return time
  throw new FilterSyntaxError(
    parameter,
    value.at,
    'expected a time, such as "2026-01-31", "2026-01-31T12:00:00Z" or -7d',
  )
}
