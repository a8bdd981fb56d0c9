import type { SpanRow } from '../api/wire.ts'
import { formatDuration } from '../format/quantities.ts'
import { numberOf, textOf } from './span-facts.ts'

/** One try of a call, in words. */
export interface AttemptRow {
  number: number
  began: string
  lasted: string
  isFailure: boolean
  /** A status, or what went wrong on the way. */
  outcome: string
  askedToWait: string
}

type SpanEvent = NonNullable<SpanRow['events']>[number]

export function isAttempt({ name }: SpanEvent): boolean {
  return name === 'seetrain.attempt'
}

/** The attempts of a call that was made more than once, in the order they were made. */
export function attemptsOf(events: readonly SpanEvent[] = []): AttemptRow[] {
  return events.filter(isAttempt).map(({ attributes = {} }, index) => {
    const status = numberOf(attributes, 'http.response.status_code')
    const error = [textOf(attributes, 'error.type'), textOf(attributes, 'error.message')].filter(Boolean).join(': ')
    return {
      number: numberOf(attributes, 'seetrain.attempt.number') ?? index + 1,
      began: `+${durationOf(numberOf(attributes, 'seetrain.attempt.offset_ms'))}`,
      lasted: durationOf(numberOf(attributes, 'seetrain.attempt.duration_ms')),
      isFailure: error !== '' || (status !== undefined && status >= 400),
      outcome: error || String(status ?? '–'),
      askedToWait: durationOf(numberOf(attributes, 'seetrain.attempt.retry_after_ms')),
    }
  })
}

function durationOf(milliseconds: number | undefined): string {
  return milliseconds === undefined ? '–' : formatDuration(milliseconds)
}
