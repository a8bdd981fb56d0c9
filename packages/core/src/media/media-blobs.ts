import type { BlobRef, MediaItem, Plain } from '../contracts/record.ts'

/** Every blob that an item needs: its own, and those its details name (masks, the media in a table's cells). */
export function mediaBlobs(item: MediaItem): BlobRef[] {
  const found = new Map([[item.blob.sha256, item.blob]])
  const look = (value: Plain): void => {
    if (Array.isArray(value)) value.forEach(look)
    else if (isBlobRef(value)) found.set(value.sha256, value)
    else if (isObject(value)) Object.values(value).forEach(look)
  }
  look(item.details)
  return [...found.values()]
}

function isBlobRef(value: unknown): value is BlobRef {
  if (!isObject(value)) return false
  return typeof value.sha256 === 'string' && typeof value.size === 'number' && typeof value.mime === 'string'
}

function isObject(value: unknown): value is { [key: string]: Plain } {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
