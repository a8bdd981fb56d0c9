import type { Requests, Signal } from './messages.ts'

const IDS = new Set(['traceId', 'spanId', 'parentSpanId'])
/** Lists on the way from a request to the objects that have ids; attributes are left alone. */
const WAY = new Set(['resourceSpans', 'scopeSpans', 'spans', 'links', 'resourceLogs', 'scopeLogs', 'logRecords'])

/** A copy of a request in which ids are bytes, as protobuf has them. */
export function withByteIds(request: Requests[Signal]): object {
  return mapIds(request, id => (typeof id === 'string' ? Buffer.from(id, 'hex') : id)) as object
}

/** A copy of a decoded request in which ids are hexadecimal, as JSON has them. */
export function withHexIds<S extends Signal>(request: object): Requests[S] {
  return mapIds(request, id =>
    id instanceof Uint8Array ? Buffer.from(id.buffer, id.byteOffset, id.length).toString('hex') : id,
  ) as Requests[S]
}

function mapIds(value: unknown, change: (id: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(item => mapIds(item, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      if (IDS.has(name)) return [name, change(member)]
      return [name, WAY.has(name) ? mapIds(member, change) : member]
    }),
  )
}
