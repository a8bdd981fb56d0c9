import type { BlobStore, Plain, PlainObject, SpanRecord } from '@seetrain/core'
import { isMessages, type Message } from './messages.ts'

export interface BlobOptions {
  blobs: Pick<BlobStore, 'has' | 'get'>
  largestBlob: number | undefined
}

const LARGEST_BLOB = 256 * 1024

/** The receiver has other blobs: of its messages small ones go along as base64, of larger ones it gets name and size. */
export function inlineBlobs(span: SpanRecord, options: BlobOptions): SpanRecord {
  const { input, output } = span
  return {
    ...span,
    ...(input !== undefined && { input: withBytes(input, options) }),
    ...(output !== undefined && { output: withBytes(output, options) }),
  }
}

function withBytes(side: Plain, options: BlobOptions): Plain {
  return isMessages(side) ? side.map(message => messageWithBytes(message, options)) : side
}

function messageWithBytes(message: Message, { blobs, largestBlob = LARGEST_BLOB }: BlobOptions): PlainObject {
  const parts = message.parts.map(part => {
    const blob = part['blob'] as { sha256?: unknown; size?: unknown } | undefined
    if (part.type !== 'blob' || typeof blob?.sha256 !== 'string' || Number(blob.size) > largestBlob) return part
    if (!blobs.has(blob.sha256)) return part
    const content = Buffer.from(blobs.get(blob.sha256)).toString('base64')
    const rest = Object.entries(part).filter(([name]) => name !== 'blob')
    return { ...Object.fromEntries(rest), content }
  })
  return { ...message, parts }
}
