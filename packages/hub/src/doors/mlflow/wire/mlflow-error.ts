import { SeeTrainError } from '@seetrain/core'

/** Names by which clients tell errors apart, and the status that goes with each. */
const STATUSES = {
  BAD_REQUEST: 400,
  INVALID_PARAMETER_VALUE: 400,
  // MLflow says 500, upon which its clients try again for minutes what can not succeed
  INVALID_STATE: 400,
  RESOURCE_ALREADY_EXISTS: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  ENDPOINT_NOT_FOUND: 404,
  RESOURCE_DOES_NOT_EXIST: 404,
  RESOURCE_CONFLICT: 409,
  REQUEST_LIMIT_EXCEEDED: 429,
  INTERNAL_ERROR: 500,
  NOT_IMPLEMENTED: 501,
  TEMPORARILY_UNAVAILABLE: 503,
} as const

export type MlflowErrorCode = keyof typeof STATUSES

/** An error in the words of MLflow: its clients read the code and show the message. */
export class MlflowError extends SeeTrainError {
  readonly status: number

  constructor(code: MlflowErrorCode, message: string) {
    super(code, message)
    this.status = STATUSES[code]
  }
}

export function invalidParameter(message: string): MlflowError {
  return new MlflowError('INVALID_PARAMETER_VALUE', message)
}

export function missingResource(message: string): MlflowError {
  return new MlflowError('RESOURCE_DOES_NOT_EXIST', message)
}
