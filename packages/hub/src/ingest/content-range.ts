import { RequestError } from '../errors/request-error.ts'
import type { BlobPart } from './blob-intake.ts'

/** Which part of a blob a request carries: `Content-Range: bytes 100-199/200`, or all of it. */
export function readBlobPart(headers: Headers): BlobPart {
  const range = headers.get('content-range')
  if (range === null) return { from: 0, total: lengthOf(headers) }
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(range.trim())
  const [from, to, total] = (match?.slice(1) ?? []).map(Number)
  if (from === undefined || to === undefined || total === undefined || to < from || to >= total) {
    throw new RequestError(
      400,
      'INVALID_REQUEST',
      `Content-Range: got ${JSON.stringify(range.slice(0, 80))}. Write it as "bytes 100-199/200".`,
      { field: 'Content-Range' },
    )
  }
  return { from, total }
}

/** The range of bytes that a reader asks for; undefined for all. Throws 416 for one that lies behind the end. */
export function readWantedRange(headers: Headers, size: number): { from: number; to: number } | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(headers.get('range')?.trim() ?? '')
  if (match === null || (match[1] === '' && match[2] === '')) return undefined
  const from = match[1] === '' ? Math.max(0, size - Number(match[2])) : Number(match[1])
  const to = match[1] === '' || match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1)
  if (from <= to) return { from, to }
  throw new RequestError(416, 'WRONG_RANGE', `Range: the blob has ${size} bytes.`, {
    field: 'Range',
    headers: { 'content-range': `bytes */${size}` },
  })
}

function lengthOf(headers: Headers): number {
  const length = headers.get('content-length')
  if (length !== null && /^\d{1,15}$/.test(length)) return Number(length)
  throw new RequestError(
    411,
    'LENGTH_NEEDED',
    'Content-Length: tell how long the blob is, or send it in parts with Content-Range.',
    {
      field: 'Content-Length',
    },
  )
}
