import type { Logger } from '@seetrain/core'
import { answerError } from '../../server/answer-error.ts'
import { MlflowError, type MlflowErrorCode } from './wire/mlflow-error.ts'

export function success(answer: object): Response {
  return Response.json(answer, { headers: { 'cache-control': 'no-store' } })
}

/** Codes for what the hub itself refuses, by status. */
const CODES: { readonly [status: number]: MlflowErrorCode } = {
  400: 'INVALID_PARAMETER_VALUE',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'RESOURCE_DOES_NOT_EXIST',
  409: 'RESOURCE_CONFLICT',
  429: 'REQUEST_LIMIT_EXCEEDED',
  500: 'INTERNAL_ERROR',
  503: 'TEMPORARILY_UNAVAILABLE',
  // a client tries again for this: the disk may have room then
  507: 'TEMPORARILY_UNAVAILABLE',
}

/** An error as clients of MLflow read it. */
export async function failure(error: unknown, logger: Logger): Promise<Response> {
  if (error instanceof MlflowError) return errorAnswer(error.code, error.message, error.status)
  const plain = answerError(error, logger)
  const { error: body } = (await plain.json()) as { error: { message: string } }
  const status = plain.status === 507 ? 503 : plain.status
  const headers = Object.fromEntries(
    [...plain.headers].filter(([name]) => ['retry-after', 'www-authenticate', 'connection'].includes(name)),
  )
  return errorAnswer(CODES[plain.status] ?? 'BAD_REQUEST', body.message, status, headers)
}

function errorAnswer(
  code: string,
  message: string,
  status: number,
  headers: { [name: string]: string } = {},
): Response {
  return Response.json({ error_code: code, message }, { status, headers: { ...headers, 'cache-control': 'no-store' } })
}
