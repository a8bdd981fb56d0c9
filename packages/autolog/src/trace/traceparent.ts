import { currentContext, inContext } from './context.ts'

const FORM = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/
const ZEROS = /^0+$/

export function writeTraceparent(traceId: string, spanId: string, sampled: boolean): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`
}

/** The W3C header of the trace around the caller; undefined outside of one. */
export function traceparent(): string | undefined {
  const { traceId, spanId, sampled } = currentContext()
  return traceId === undefined || spanId === undefined
    ? undefined
    : writeTraceparent(traceId, spanId, sampled !== false)
}

/** Runs `work` as a part of the trace that a request's `traceparent` names. A header that is none is passed over. */
export function continueTrace<T>(header: string | null | undefined, work: () => T): T {
  const [, version, traceId, spanId, flags, more] = FORM.exec((header ?? '').trim().toLowerCase()) ?? []
  const isValid =
    traceId !== undefined &&
    spanId !== undefined &&
    !ZEROS.test(traceId) &&
    !ZEROS.test(spanId) &&
    version !== 'ff' &&
    !(version === '00' && more)
  if (!isValid) return work()
  return inContext({ ...currentContext(), traceId, spanId, sampled: (Number.parseInt(flags!, 16) & 1) === 1 }, work)
}
