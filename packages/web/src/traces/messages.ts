import { blobAddress } from '../api/hub.ts'
import type { Json, JsonObject } from '../api/wire.ts'

/** A part of a message as it is shown. */
export type ShownPart =
  | { kind: 'text'; text: string }
  | { kind: 'thought'; text: string }
  | { kind: 'call'; name: string; id: string | undefined; value: Json }
  | { kind: 'result'; id: string | undefined; value: Json }
  | { kind: 'picture'; address: string }
  | { kind: 'sound'; address: string }
  /** Bytes of another sort that were recorded. */
  | { kind: 'file'; address: string; mime: string; size: number }
  /** Something that lies elsewhere. It is not fetched because a log says so. */
  | { kind: 'link'; address: string }
  /** What was said was not recorded, only how long it was. */
  | { kind: 'hidden'; length: number }
  | { kind: 'other'; value: Json }

export interface ShownMessage {
  role: string
  parts: ShownPart[]
}

/**
 * The messages in what went into a call or came out of it, whichever way they were written: with typed `parts`, or with
 * `content` as a text or a list. Undefined when it holds none.
 */
export function readMessages(value: Json | undefined): ShownMessage[] | undefined {
  if (typeof value === 'string') return [{ role: '', parts: [{ kind: 'text', text: value }] }]
  const list = Array.isArray(value) ? value : asObject(value)?.messages
  const messages = Array.isArray(list) ? list : asObject(value)?.role !== undefined ? [value as Json] : undefined
  if (!messages || messages.length === 0 || !messages.every(isMessage)) return undefined
  return messages.map(message => {
    const { role, parts, content, reasoning_content: thoughts, tool_calls: calls } = message as JsonObject
    const given = Array.isArray(parts)
      ? parts
      : Array.isArray(content)
        ? content
        : typeof content === 'string'
          ? [content]
          : []
    return {
      role: typeof role === 'string' ? role : 'message',
      parts: [
        ...(typeof thoughts === 'string' ? [{ type: 'thinking', thinking: thoughts }] : []),
        ...given,
        ...(Array.isArray(calls) ? calls : []),
      ].map(readPart),
    }
  })
}

function isMessage(value: Json): boolean {
  const members = asObject(value)
  return members !== undefined && ['role', 'parts', 'content', 'reasoning_content'].some(name => name in members)
}

function readPart(part: Json): ShownPart {
  if (typeof part === 'string') return { kind: 'text', text: part }
  const members = asObject(part) ?? {}
  const { type, id } = members
  const text = members.content ?? members.text
  if (type === 'reasoning' || type === 'thinking')
    return { kind: 'thought', text: String(text ?? members.thinking ?? '') }
  if (type === 'tool_call' || type === 'tool_use' || members.function !== undefined) return readCall(members)
  if (type === 'tool_call_response' || type === 'tool_result')
    return { kind: 'result', id: asText(id ?? members.tool_use_id), value: members.response ?? members.content ?? null }
  if (type === 'uri' && typeof members.uri === 'string' && /^https?:/i.test(members.uri))
    return { kind: 'link', address: members.uri }
  if (typeof text === 'string' && type !== 'blob') return { kind: 'text', text }
  return readBytes(members) ?? readHidden(text ?? members) ?? { kind: 'other', value: part }
}

/** Bytes are in the store of blobs, or within the part. */
function readBytes({ type, modality, mime_type: told, blob, content }: JsonObject): ShownPart | undefined {
  if (type !== 'blob') return undefined
  const { sha256, size } = asObject(blob) ?? {}
  const mime = asText(told) ?? ''
  const address =
    typeof sha256 === 'string'
      ? blobAddress({ sha256, mime: mime || 'application/octet-stream' })
      : typeof content === 'string'
        ? `data:${SAFE_INLINE.test(mime) ? mime : 'image/png'};base64,${content}`
        : undefined
  if (address === undefined) return undefined
  if (modality === 'image') return { kind: 'picture', address }
  if (modality === 'audio') return { kind: 'sound', address }
  return typeof sha256 === 'string' ? { kind: 'file', address, mime, size: Number(size) } : undefined
}

const SAFE_INLINE = /^(image\/(png|jpeg|gif|webp)|audio\/[\w.+-]+)$/

/** Words of which only a hash was kept. */
function readHidden(value: Json): ShownPart | undefined {
  const { sha256, length } = asObject(value) ?? {}
  return typeof sha256 === 'string' && typeof length === 'number' ? { kind: 'hidden', length } : undefined
}

function readCall(members: JsonObject): ShownPart {
  const holder = asObject(members.function) ?? members
  return {
    kind: 'call',
    name: asText(holder.name) ?? 'tool',
    id: asText(members.id),
    value: holder.arguments ?? holder.input ?? null,
  }
}

/** Signs that are seldom in other texts: fences, heads, lists, tables, bold words. */
const MARKDOWN = /^```|^#{1,6} \S|^\s*([-*]|\d+\.) \S|^\|.*\|$|\*\*[^\s*][^*\n]*\*\*/m

export function isMarkdown(text: string): boolean {
  return MARKDOWN.test(text)
}

function asObject(value: Json | undefined): JsonObject | undefined {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : undefined
}

function asText(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}
