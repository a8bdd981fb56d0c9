import { SeeTrainError } from '@seetrain/core'

export interface RequestErrorOptions {
  /** The part of the request that is at fault: a parameter, a member of the body, a header. */
  field?: string
  headers?: { [name: string]: string }
  cause?: unknown
}

/** A request that is answered with an error. Code and message reach the caller. */
export class RequestError extends SeeTrainError {
  readonly status: number
  readonly field: string | undefined
  readonly headers: Readonly<{ [name: string]: string }>

  constructor(status: number, code: string, message: string, options: RequestErrorOptions = {}) {
    super(code, message, options)
    this.status = status
    this.field = options.field
    this.headers = options.headers ?? {}
  }
}
