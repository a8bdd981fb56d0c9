import { SeeTrainError, type Logger } from '@seetrain/core'
import { FilterSyntaxError } from '../errors/filter-syntax-error.ts'
import { RequestError } from '../errors/request-error.ts'

interface ErrorBody {
  code: string
  message: string
  field?: string
  position?: number
  offset?: number
}

/** Errors of the library whose message is for the caller. */
const STATUSES: Readonly<Record<string, number>> = {
  INVALID_ARGUMENT: 400,
  FILTER_SYNTAX: 400,
  RUN_MISSING: 404,
  BLOB_MISSING: 404,
  BLOB_DAMAGED: 410,
  CATALOG_DAMAGED: 422,
  JOURNAL_LOCKED: 409,
  LOCK_BUSY: 503,
}

/** The answer to what went wrong. What is nobody's business is logged and not told. */
export function answerError(error: unknown, logger: Logger): Response {
  const known = SeeTrainError.isInstance(error) ? error : undefined
  if (known instanceof RequestError) return jsonError(known.status, bodyOf(known), known.headers)
  const status = known && STATUSES[known.code]
  if (known !== undefined && status !== undefined) return jsonError(status, bodyOf(known))
  if ((error as NodeJS.ErrnoException | undefined)?.code === 'ENOSPC') {
    const message = 'The disk of the hub is full. Make room there; nothing that was confirmed is lost.'
    return jsonError(507, { code: 'DISK_FULL', message }, { 'retry-after': '30' })
  }
  // nobody reads this answer, and nothing of the hub's failed
  if (isSenderGone(error)) return jsonError(400, { code: 'SENDER_GONE', message: 'The request ended in the middle.' })
  logger.error(error instanceof Error && error.stack !== undefined ? error.stack : String(error))
  return jsonError(500, { code: 'INTERNAL', message: 'The hub failed at this. Its log says why.' })
}

/** Node's word for a connection that ended before the body did. */
function isSenderGone(error: unknown): boolean {
  return error instanceof Error && error.message === 'aborted' && 'code' in error && error.code === 'ECONNRESET'
}

function jsonError(status: number, error: ErrorBody, headers: { [name: string]: string } = {}): Response {
  return Response.json({ error }, { status, headers: { 'cache-control': 'no-store', ...headers } })
}

function bodyOf(error: SeeTrainError): ErrorBody {
  const field = 'field' in error && typeof error.field === 'string' ? error.field : undefined
  return {
    code: error.code,
    message: error.message,
    ...(field !== undefined && { field }),
    ...(error instanceof FilterSyntaxError && { position: error.position }),
    ...('offset' in error && typeof error.offset === 'number' && { offset: error.offset }),
  }
}
