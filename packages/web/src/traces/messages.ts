import type { Json, JsonObject } from '../api/wire.ts'

/** A part of a message as it is shown. */
export type ShownPart =
  | { kind: 'text'; text: string }
  | { kind: 'thought'; text: string }
  | { kind: 'call'; name: string; id: string | undefined; value: Json }
  | { kind: 'result'; id: string | undefined; value: Json }
  | { kind: 'picture'; address: string }
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
    const { role, parts, content, tool_calls: calls } = message as JsonObject
    const given = Array.isArray(parts)
      ? parts
      : Array.isArray(content)
        ? content
        : typeof content === 'string'
          ? [content]
          : []
    return {
      role: typeof role === 'string' ? role : 'message',
      parts: [...given, ...(Array.isArray(calls) ? calls : [])].map(readPart),
    }
  })
}

function isMessage(value: Json): boolean {
  const members = asObject(value)
  return members !== undefined && ('role' in members || 'parts' in members || 'content' in members)
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
  const picture = pictureOf(members)
  if (picture !== undefined) return { kind: 'picture', address: picture }
  return typeof text === 'string' ? { kind: 'text', text } : { kind: 'other', value: part }
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

/** Only pictures that carry their bytes: nothing is fetched from elsewhere because a log says so. */
function pictureOf(members: JsonObject): string | undefined {
  const { type, modality, mime_type: mime, content } = members
  if (type !== 'blob' || modality !== 'image' || typeof content !== 'string') return undefined
  return `data:${typeof mime === 'string' && /^image\/(png|jpeg|gif|webp)$/.test(mime) ? mime : 'image/png'};base64,${content}`
}

function asObject(value: Json | undefined): JsonObject | undefined {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : undefined
}

function asText(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}
