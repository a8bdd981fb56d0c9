import { RequestError } from '../errors/request-error.ts'

/** How many bytes all requests together may hold in memory. */
export class ByteBudget {
  readonly #limit: number
  #held = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  get held(): number {
    return this.#held
  }

  /** Does the work while `bytes` are held, or refuses it: the caller is to come again. */
  async spend<Result>(bytes: number, work: () => Promise<Result>): Promise<Result> {
    // one request alone always fits
    if (this.#held > 0 && this.#held + bytes > this.#limit) {
      throw new RequestError(503, 'BUSY', 'The hub takes in as much as its memory allows. Send it again in a second.', {
        headers: { 'retry-after': '1', connection: 'close' },
      })
    }
    this.#held += bytes
    try {
      return await work()
    } finally {
      this.#held -= bytes
    }
  }
}
