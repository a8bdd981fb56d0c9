import type { BlobRef, Plain, PlainObject } from '@seetrain/core'

/** Puts the bytes of pictures and sounds in messages into the blob store; what is left names them. */
export function storeContent(value: Plain, storeBlob: (bytes: Uint8Array, mime: string) => BlobRef): Plain {
  if (Array.isArray(value)) return value.map(item => storeContent(item, storeBlob))
  if (!isObject(value)) return value
  if (value['type'] === 'blob' && typeof value['content'] === 'string')
    return stored(value, value['content'], storeBlob)
  const { parts } = value
  return Array.isArray(parts) ? { ...value, parts: storeContent(parts, storeBlob) } : value
}

function stored(part: PlainObject, base64: string, storeBlob: (bytes: Uint8Array, mime: string) => BlobRef): Plain {
  const mime =
    typeof part['mime_type'] === 'string' && part['mime_type'] !== '' ? part['mime_type'] : 'application/octet-stream'
  const rest = Object.fromEntries(Object.entries(part).filter(([name]) => name !== 'content'))
  return { ...rest, blob: { ...storeBlob(Buffer.from(base64, 'base64'), mime) } }
}

function isObject(value: Plain): value is PlainObject {
  return typeof value === 'object' && value !== null && !(value instanceof Date) && !ArrayBuffer.isView(value)
}
