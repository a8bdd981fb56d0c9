import { getBytes } from '../api/request.ts'
import type { Json, JsonObject } from '../api/wire.ts'

const OF_THE_HUB = '/api/v1/blobs/'

/** A request whose pictures lie in the hub, with the pictures themselves: the endpoint cannot fetch them from here. */
export async function inlinePictures(request: JsonObject, signal: AbortSignal): Promise<JsonObject> {
  const members = await Promise.all(
    Object.entries(request).map(async ([name, value]) => [name, await inlined(value, signal)] as const),
  )
  return Object.fromEntries(members)
}

async function inlined(value: Json, signal: AbortSignal): Promise<Json> {
  if (typeof value === 'string') return value.startsWith(OF_THE_HUB) ? dataAddress(value, signal) : value
  if (Array.isArray(value)) return Promise.all(value.map(item => inlined(item, signal)))
  return value !== null && typeof value === 'object' ? inlinePictures(value, signal) : value
}

async function dataAddress(address: string, signal: AbortSignal): Promise<string> {
  const blob = await getBytes(address, signal)
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => resolve(String(reader.result)))
    reader.addEventListener('error', () => reject(reader.error!))
    reader.readAsDataURL(blob)
  })
}
