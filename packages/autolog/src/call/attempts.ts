import type { PlainObject, SpanRecord } from '@seetrain/core'
import { isAbort } from './is-abort.ts'
import { thousandths } from './thousandths.ts'

/** What came back for an attempt, as far as it is looked at. */
export interface AttemptAnswer {
  status?: number
  headers?: { get(name: string): string | null } | undefined
}

/** One try of a call that was made more than once. Times are ticks. */
export interface Attempt {
  startedAt: number
  endedAt?: number | undefined
  status?: number | undefined
  error?: unknown
  /** How long the answer asked to wait before the next, in milliseconds. */
  retryAfter?: number | undefined
}

/** Where a call lies in time, and what may be told of its errors. */
export interface AttemptRules {
  time: number
  startedAt: number
  /** Text as it may be written; empty when no words are kept. */
  words: (text: string) => string
}

/** One event for each attempt, at the moment it began. */
export function attemptEvents(attempts: readonly Attempt[], rules: AttemptRules): NonNullable<SpanRecord['events']> {
  return attempts.map((attempt, index) => {
    const offset = Math.max(0, attempt.startedAt - rules.startedAt)
    return {
      name: 'seetrain.attempt',
      time: rules.time + offset,
      attributes: {
        'seetrain.attempt.number': index + 1,
        'seetrain.attempt.offset_ms': thousandths(offset),
        ...(attempt.endedAt !== undefined && {
          'seetrain.attempt.duration_ms': thousandths(attempt.endedAt - attempt.startedAt),
        }),
        ...(attempt.status !== undefined && { 'http.response.status_code': attempt.status }),
        ...(attempt.error !== undefined && failure(attempt.error, index < attempts.length - 1, rules)),
        ...(attempt.retryAfter !== undefined && { 'seetrain.attempt.retry_after_ms': thousandths(attempt.retryAfter) }),
      },
    }
  })
}

/** A failed `fetch` says only that it failed; its cause says why. Only a timeout breaks off what is tried again. */
function failure(error: unknown, isTriedAgain: boolean, { words }: AttemptRules): PlainObject {
  if (isTriedAgain && isAbort(error)) return { 'error.type': 'timeout' }
  const { name = 'Error', message, cause } = Object(error) as Partial<Error>
  const { code, message: reason } = Object(cause ?? error) as { code?: unknown; message?: unknown }
  const text = words([message ?? error, cause && reason].filter(Boolean).join(': '))
  return {
    'error.type': typeof code === 'string' ? code : name,
    ...(text !== '' && { 'error.message': text }),
  }
}

/** The wait that a server asks for: milliseconds, seconds, or a date. */
export function retryAfter({ headers }: AttemptAnswer, now: number): number | undefined {
  const milliseconds = headers?.get('retry-after-ms')
  if (milliseconds && Number.isFinite(Number(milliseconds))) return Number(milliseconds)
  const text = headers?.get('retry-after')
  if (!text) return undefined
  const wait = Number.isFinite(Number(text)) ? Number(text) * 1000 : Date.parse(text) - now
  return Number.isNaN(wait) ? undefined : Math.max(0, wait)
}
