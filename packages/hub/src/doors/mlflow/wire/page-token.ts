import { asInteger } from './read-fields.ts'
import { invalidParameter } from './mlflow-error.ts'

/** Where a page begins: the same token as MLflow's, an offset. */
export function readPageToken(token: string | undefined): number {
  if (token === undefined || token === '') return 0
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(token)) throw invalidParameter('Invalid page token, could not base64-decode')
  const text = Buffer.from(token, 'base64').toString()
  const offset = asInteger(offsetIn(text))
  if (offset === undefined || offset <= 0)
    throw invalidParameter(`Invalid page token, decoded value=${text.slice(0, 100)}`)
  return offset
}

function offsetIn(text: string): unknown {
  try {
    return (Object(JSON.parse(text)) as { offset?: unknown }).offset
  } catch {
    return undefined
  }
}

export interface TokenPage<Row> {
  rows: Row[]
  /** Absent on the last page. */
  next_page_token?: string
}

/** One page of rows that are all there. */
export function pageOf<Row>(all: readonly Row[], from: number, most: number): TokenPage<Row> {
  const to = from + most
  return { rows: all.slice(from, to), ...(to < all.length && { next_page_token: pageToken(to) }) }
}

export function pageToken(offset: number): string {
  return Buffer.from(JSON.stringify({ offset })).toString('base64')
}

/** Rows of an answer: more than none and no more than the most. */
export function checkMost(count: number, most: number): number {
  if (count < 1)
    throw invalidParameter(
      `Invalid value for request parameter max_results. It must be a positive integer, but got value ${count}`,
    )
  if (count > most)
    throw invalidParameter(
      `Invalid value for request parameter max_results. It must be at most ${most}, but got value ${count}`,
    )
  return count
}
