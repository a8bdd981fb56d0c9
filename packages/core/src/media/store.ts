import type { BlobRef, MediaItem, PlainObject } from '../contracts/record.ts'
import { SizeLimitError } from '../errors/size-limit-error.ts'
import { nodeFileSystem } from '../ports/node-file-system.ts'
import type { MediaContext } from './media.ts'
import { fileSize, type Source } from './source.ts'

export function storeSource(context: MediaContext, what: string, source: Source, mime: string): BlobRef {
  if (source.kind === 'bytes') return storeBytes(context, what, source.bytes, mime)
  checkSize(context, what, fileSize(what, source.path, filesOf(context)))
  return context.blobs.putFile(source.path, mime)
}

export function storeText(context: MediaContext, what: string, text: string, mime: string): BlobRef {
  return storeBytes(context, what, new TextEncoder().encode(text), mime)
}

export function storeBytes(context: MediaContext, what: string, bytes: Uint8Array, mime: string): BlobRef {
  checkSize(context, what, bytes.length)
  return context.blobs.put(bytes, mime)
}

export function checkSize(context: MediaContext, what: string, size: number): void {
  if (size > context.maxBytes) throw new SizeLimitError(what, size, context.maxBytes, 'maxMediaBytes')
}

export function filesOf(context: MediaContext): typeof nodeFileSystem {
  return context.fileSystem ?? nodeFileSystem
}

/** An item without a `caption` member when there is no caption, so that records stay small. */
export function mediaItem(blob: BlobRef, details: PlainObject, caption: string | undefined): MediaItem {
  return caption === undefined ? { blob, details } : { blob, caption, details }
}
