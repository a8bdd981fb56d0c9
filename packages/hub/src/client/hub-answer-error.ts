import { SeeTrainError } from '@seetrain/core'

/** A hub refused a request. `code` and message are the hub's. */
export class HubAnswerError extends SeeTrainError {
  readonly status: number
  /** The part of the request that is at fault. */
  readonly field: string | undefined
  /** Place in a filter, from 0. */
  readonly position: number | undefined

  constructor(status: number, error: { code?: string; message?: string; field?: string; position?: number }) {
    super(error.code ?? 'HUB_ANSWER', error.message ?? `The hub answered ${status}.`)
    this.status = status
    this.field = error.field
    this.position = error.position
  }

  static async from(response: Response): Promise<HubAnswerError> {
    const body: unknown = await response.json().catch(() => undefined)
    const { error } = Object(body) as { error?: object }
    return new HubAnswerError(response.status, error ?? {})
  }
}
