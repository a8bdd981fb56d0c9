import * as v from 'valibot'
import { name, sha256, text, wholeNumber } from './parameters.ts'
import { route } from './route.ts'

export const JOURNAL_MIME = 'application/vnd.seetrain.journal'

const blobParams = v.object({ sha256 })
const bytes = { mediaType: 'application/octet-stream', says: 'The bytes of the blob.' } as const

export const blobRoutes = {
  getBlob: route({
    method: 'GET',
    path: '/api/v1/blobs/:sha256',
    summary: 'The bytes of a blob, whole or a range. `type` says how to show them.',
    scope: 'read',
    params: blobParams,
    query: v.object({ type: v.optional(text(128)), download: v.optional(text(256)) }),
    answer: bytes,
  }),
  putBlob: route({
    method: 'PUT',
    path: '/api/v1/blobs/:sha256',
    summary:
      'Stores a blob. Content-Range continues an upload that was cut off, from the Upload-Offset that HEAD tells.',
    scope: 'write',
    params: blobParams,
    body: bytes,
    answer: v.object({ sha256: v.string(), size: v.number(), complete: v.boolean() }),
  }),
  getJournal: route({
    method: 'GET',
    path: '/api/v1/runs/:id/journal',
    summary:
      'Bytes of a journal from an offset on, at most 8 MiB at a time. HEAD tells in Upload-Offset how many are here.',
    scope: 'read',
    params: v.object({ id: name }),
    query: v.object({
      offset: v.optional(wholeNumber(0, Number.MAX_SAFE_INTEGER), 0),
      writer: v.optional(name, 'main'),
    }),
    answer: { mediaType: JOURNAL_MIME, says: 'Bytes of the journal format.' },
  }),
  putJournal: route({
    method: 'PUT',
    path: '/api/v1/runs/:id/journal',
    summary:
      'Appends bytes of a journal at an offset. Bytes that came before are ignored; a hole is refused with 409 and the wanted offset.',
    scope: 'write',
    params: v.object({ id: name }),
    query: v.object({ offset: wholeNumber(0, Number.MAX_SAFE_INTEGER), writer: v.optional(name, 'main') }),
    body: { mediaType: JOURNAL_MIME, says: 'Whole frames of the journal format.' },
    answer: v.object({ offset: v.number() }),
  }),
}
