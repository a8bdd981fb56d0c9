import { RequestError } from './request-error.ts'

/** Bytes of a journal that would leave a hole. Tells where to go on. */
export class JournalGapError extends RequestError {
  readonly offset: number

  constructor(came: number, wanted: number) {
    super(409, 'GAP', `offset: got ${came}, and the hub has the journal up to ${wanted}. Send it from there.`, {
      field: 'offset',
      headers: { 'upload-offset': String(wanted) },
    })
    this.offset = wanted
  }
}
