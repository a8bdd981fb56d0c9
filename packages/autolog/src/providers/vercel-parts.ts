import type { Message, MessagePart } from '../contracts.ts'
import { mediaAt, toolCall } from './openai-parts.ts'
import { asList, asObject, asText, copyPlain, given, type Loose } from './read.ts'

/** Messages of the AI SDK, of a prompt. */
export function vercelMessage(value: unknown): Message {
  const { role, content } = asObject(value)
  return { role: asText(role) ?? 'user', parts: vercelParts(content) }
}

export function vercelParts(content: unknown): MessagePart[] {
  if (typeof content === 'string') return [{ type: 'text', content }]
  return asList(content).map(part => onePart(asObject(part)))
}

const TYPES: { readonly [type: string]: (part: Loose) => MessagePart } = {
  text: part => ({ type: 'text', content: asText(part['text']) ?? '' }),
  reasoning: part => ({ type: 'reasoning', content: asText(part['text']) ?? '' }),
  'tool-call': part => toolCall(part['toolCallId'], part['toolName'], part['input']),
  'tool-result': part => ({
    type: 'tool_call_response',
    ...given({ id: asText(part['toolCallId']), name: asText(part['toolName']) }),
    response: copyPlain(asObject(part['output'])['value'] ?? part['output'] ?? null),
  }),
  image: part => media(part['image'], asText(part['mediaType']) ?? 'image/*'),
  file: part => {
    const file = asObject(part['file'] ?? part)
    return media(file['data'] ?? file['uint8Array'] ?? file['base64'], asText(file['mediaType']) ?? '')
  },
}

function onePart(part: Loose): MessagePart {
  const type = asText(part['type']) ?? ''
  return TYPES[type]?.(part) ?? { type: 'generic', generic_type: type, value: copyPlain(part) }
}

/** Bytes, base64, an address, or any of these in a named wrapping. */
function media(data: unknown, mime: string): MessagePart {
  const kind = mime.split('/')[0]!
  const modality = ['image', 'audio', 'video'].includes(kind) ? kind : 'document'
  const content = data instanceof ArrayBuffer ? new Uint8Array(data) : data
  if (content instanceof Uint8Array)
    return {
      type: 'blob',
      modality,
      mime_type: mime.replace('/*', '/png'),
      content: Buffer.from(content).toString('base64'),
    }
  if (content instanceof URL) return mediaAt(content.href, modality)
  if (typeof content === 'string')
    return /^(?:https?|data|gs|s3):/.test(content)
      ? mediaAt(content, modality)
      : { type: 'blob', modality, mime_type: mime.replace('/*', '/png'), content }
  const { data: inner, url, text } = asObject(content)
  if (typeof text === 'string') return { type: 'text', content: text, modality }
  return inner === undefined && url === undefined ? { type: 'file', modality } : media(inner ?? url, mime)
}
