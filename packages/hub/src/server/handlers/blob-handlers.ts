import { BlobMissingError, runFolder, writerFolder } from '@seetrain/core'
import { JOURNAL_MIME } from '../../api/blob-routes.ts'
import { RequestError } from '../../errors/request-error.ts'
import { checkDigest } from '../../ingest/content-digest.ts'
import { readBlobPart, readWantedRange } from '../../ingest/content-range.ts'
import { readJournalBytes } from '../../ingest/journal-bytes.ts'
import { attachment, blobHeaders } from '../blob-headers.ts'
import { fileStream } from '../file-stream.ts'
import type { HubParts, HubRequest } from '../hub-parts.ts'
import type { Handlers } from '../mount-routes.ts'
import { announcedLength, readBody } from '../read-body.ts'
import { writingOf } from './run-handlers.ts'

type BlobHandlers = Pick<Handlers, 'getBlob' | 'putBlob' | 'getJournal' | 'putJournal'>

const LARGEST_JOURNAL_ANSWER = 8 * 1024 * 1024

export function blobHandlers(parts: HubParts): BlobHandlers {
  return {
    getBlob: ({ params, query }, request) => giveBlob(parts, params.sha256, query, request),
    async putBlob({ params }, { raw }) {
      const part = readBlobPart(raw.headers)
      const { size, complete } = await writingOf(parts).blobIntake.take(params.sha256, part, piecesOf(raw))
      parts.metrics.count('blob_bytes', size - part.from)
      return { sha256: params.sha256, size, complete }
    },
    getJournal: ({ params, query }, { isHead }) => giveJournal(parts, params.id, query, isHead),
    putJournal: ({ params, query }, { raw, caller }) =>
      takeJournal(parts, { runId: params.id, ...query, raw, who: caller.name }),
  }
}

async function giveBlob(
  { blobs, store, writing, fileSystem }: HubParts,
  sha256: string,
  query: { type?: string | undefined; download?: string | undefined },
  { raw, isHead }: HubRequest,
): Promise<Response> {
  const path = blobs.path(sha256)
  // whoever asks whether it is here is about to name it: a sweep leaves it alone from now on
  const isKept = !isHead || writing === undefined || writing.blobIntake.keep(sha256)
  const stat = isKept ? fileSystem.stat(path) : undefined
  if (stat === undefined) throw blobMissing(sha256, writing?.blobIntake.received(sha256) ?? 0)
  const mime = query.type ?? (await typeOf(store, sha256))
  const headers: { [name: string]: string } = {
    ...blobHeaders(mime),
    etag: `"${sha256}"`,
    'accept-ranges': 'bytes',
    'cache-control': 'private, max-age=31536000, immutable',
    ...(query.download !== undefined && { 'content-disposition': attachment(query.download) }),
  }
  if (raw.headers.get('if-none-match') === headers['etag']) return new Response(null, { status: 304, headers })
  const range = readWantedRange(raw.headers, stat.size)
  const { from, to } = range ?? { from: 0, to: stat.size - 1 }
  if (range !== undefined) headers['content-range'] = `bytes ${from}-${to}/${stat.size}`
  headers['content-length'] = String(to - from + 1)
  const body = isHead || stat.size === 0 ? null : fileStream(path, from, to, fileSystem)
  return new Response(body, { status: range === undefined ? 200 : 206, headers })
}

async function typeOf(store: HubParts['store'], sha256: string): Promise<string> {
  const { rows } = await store.media({ blob: sha256, limit: 1 })
  const item = rows[0]?.record.items.find(({ blob }) => blob.sha256 === sha256)
  return item?.blob.mime ?? 'application/octet-stream'
}

function blobMissing(sha256: string, received: number): RequestError {
  const { code, message } = new BlobMissingError(sha256)
  return new RequestError(404, code, message, { field: 'sha256', headers: { 'upload-offset': String(received) } })
}

function giveJournal(
  { home, fileSystem, writing }: HubParts,
  runId: string,
  { offset, writer }: { offset: number; writer: string },
  isHead: boolean,
): Response {
  const folder = writerFolder(runFolder(home, runId), writer)
  const length = writing?.journals.length(runId, writer) ?? 0
  const headers = { 'upload-offset': String(length), 'content-type': JOURNAL_MIME, 'cache-control': 'no-store' }
  if (length === 0) {
    throw new RequestError(
      404,
      'RUN_MISSING',
      `id: there is no journal ${JSON.stringify(writer)} of a run ${JSON.stringify(runId)} here.`,
      { field: 'id', headers },
    )
  }
  if (isHead) return new Response(null, { headers })
  const count = Math.max(0, Math.min(LARGEST_JOURNAL_ANSWER, length - offset))
  return new Response(readJournalBytes(folder, offset, count, fileSystem) as Uint8Array<ArrayBuffer>, { headers })
}

interface JournalUpload {
  runId: string
  writer: string
  offset: number
  raw: Request
  who: string
}

async function takeJournal(parts: HubParts, { runId, writer, offset, raw, who }: JournalUpload): Promise<Response> {
  const { journals } = writingOf(parts)
  const limit = parts.limits.journalBytes
  return parts.budget.spend(announcedLength(raw, limit), async () => {
    const { received, bytes } = await readBody(raw, limit)
    const isNew = !journals.isKnown(runId, writer)
    const length = journals.append(runId, writer, offset, bytes, checkDigest(raw.headers, received))
    if (isNew) parts.audit.write(who, 'journal-start', { target: runId, writer, offset })
    parts.metrics.count('journal_bytes', bytes.length)
    return Response.json(
      { offset: length },
      { headers: { 'upload-offset': String(length), 'cache-control': 'no-store' } },
    )
  })
}

async function* piecesOf({ body }: Request): AsyncGenerator<Uint8Array> {
  if (body !== null) yield* body
}
